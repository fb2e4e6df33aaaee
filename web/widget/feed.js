// @ts-check
import { repeat } from './repeat.js';

const SILENCE = 45_000;

/** @type {import('./types.js').CreateFeed} */
export const createFeed = (chat) => {
  let connection = new AbortController();
  let heard = 0;

  const listen = repeat(
    async () => {
      const id = chat.conversation?.id;
      if (!id || !chat.wantsNews) return null;
      const began = Date.now();
      await catchUp(id);
      await stream(id).catch(() => {});
      connection.abort();
      // A server that goes down ends thousands of streams at once; where no stream gets through, this is polling.
      return heard > began ? Math.random() * 1000 : 3000;
    },
    ({ status }) => (status === 404 ? chat.lose() : chat.setOnline(false)),
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

  /** However it ends, the next round finds what is missing. EventSource could not send the token. @param {string} id */
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
    const type = /^event: ?(.*)/m.exec(event)?.[1] ?? 'message';
    const [data] = [...event.matchAll(/^data: ?(.*)/gm)].map(([, line]) => JSON.parse(line ?? ''));
    if (data && type !== 'message') chat.hear(type, data);
    else if (data?.seq > chat.cursor + 1) return false;
    else if (data) chat.take(data);
    return true;
  }

  const reconnect = () => connection.abort();
  return { listen, reconnect, isStale: () => Date.now() - heard > SILENCE / 2 };
};
