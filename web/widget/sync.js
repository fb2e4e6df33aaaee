// @ts-check
/** @import { Chat, CreateFeed, Outgoing, Repeat } from './types.js' */

const SILENCE = 45_000;

/** @type {Repeat} */
const repeat = (work, failed) => {
  let running = false;
  let wake = () => {};
  return async () => {
    wake();
    if (running) return;
    running = true;
    for (let failures = 0, pause; ; ) {
      try {
        pause = await work();
        failures = 0;
      } catch (/** @type {any} */ error) {
        failed(error);
        // Scattered, so that a thousand widgets do not come back in the same second.
        pause = error.wait || Math.min(30_000, 500 * 2 ** ++failures) * (0.5 + Math.random() / 2);
      }
      if (pause === null) break;
      await new Promise((resolve) => setTimeout((wake = () => resolve(0)), pause));
    }
    running = false;
  };
};

/** Sends what is in the outbox, one at a time and in order. @param {Chat} chat */
export const createSender = (chat) => {
  const next = () => chat.outbox.find(({ error }) => !error);

  async function send() {
    const item = next();
    if (!item) return;
    const { client_id, text, action } = item;
    /** @param {Partial<Outgoing>} how */
    const mark = (how) => chat.resend((other) => (other.client_id === client_id ? { ...other, ...how } : other));
    try {
      await chat.ready();
      mark({ tried: true });
      const response = await chat.call('POST', 'messages', { client_id, ...(action === undefined ? { text } : { action }) });
      chat.taken(item, (await response.json()).seq);
    } catch (/** @type {any} */ error) {
      const { status = 500, message } = error;
      // Where asking again would bring the same answer, the customer has to decide.
      if (status > 499 || [404, 408, 429].includes(status)) throw error;
      mark({ error: message || chat.say('again') });
    }
  }

  return repeat(
    async () => {
      // Two tabs would send the same message twice, or make two conversations. Only secure pages have locks.
      await (navigator.locks?.request('okpay-chat', send) ?? send());
      return next() ? 0 : null;
    },
    ({ status = 500 }) => chat.setOnline(status < 500),
  );
};

/** What the server says, in order and once. Each round fetches what is missing, then listens until the stream ends. @type {CreateFeed} */
export const createFeed = (chat) => {
  let connection = new AbortController();
  let heard = 0;
  const reconnect = () => connection.abort();

  const listen = repeat(
    async () => {
      const id = chat.conversation?.id;
      if (!id || !chat.wantsNews) return null;
      const began = Date.now();
      await catchUp(id);
      await stream(id).catch(() => {});
      reconnect();
      // A server that goes down ends thousands of streams at once; where no stream gets through, this is polling.
      return heard > began ? Math.random() * 1000 : 3000;
    },
    () => chat.setOnline(false),
  );

  /** @param {string} id */
  async function catchUp(id) {
    for (let more = true; more; ) {
      const { messages } = await (await chat.call('GET', `messages?after=${chat.cursor}&limit=100`)).json();
      if (id !== chat.conversation?.id) return;
      messages.forEach(chat.take);
      more = messages.length > 99;
    }
    chat.setOnline(true);
  }

  /** EventSource could not send the token. @param {string} id */
  async function stream(id) {
    const { signal } = (connection = new AbortController());
    let timer = setTimeout(reconnect, SILENCE);
    const { body } = await chat.call('GET', 'events', null, { signal, headers: { 'Last-Event-ID': `${chat.cursor}` } });
    const reader = /** @type {ReadableStream} */ (body).pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = '', read; !(read = await reader.read()).done; ) {
      clearTimeout(timer);
      timer = setTimeout(reconnect, SILENCE);
      heard = Date.now();
      const events = (rest + read.value.replaceAll('\r', '')).split('\n\n');
      rest = events.pop() ?? '';
      if (id !== chat.conversation?.id || !events.every(hear)) return;
    }
  }

  /** @param {string} event @returns {boolean} false when a message before it is missing */
  function hear(event) {
    const [, type = 'message'] = /^event: ?(.*)/m.exec(event) ?? [];
    const [, json] = /^data: ?(.*)/m.exec(event) ?? [];
    const data = JSON.parse(json ?? 'null');
    if (data && type !== 'message') chat.hear(type, data);
    else if (data?.seq > chat.cursor + 1) return false;
    else if (data) chat.take(data);
    return true;
  }

  return { listen, reconnect, isStale: () => Date.now() - heard > SILENCE / 2 };
};
