// @ts-check
import { nearest, say } from './words.js';

/** @param {DOMStringMap} settings @param {() => void} changed */
export const createChat = ({ locale, name, email, externalId = '', identityHash }, changed) => {
  // The next customer at the same computer must not read this one's messages.
  const prefix = `okpay-chat:${externalId}:`;
  /** @type {Record<string, string>} */
  let shelf = {};
  try {
    shelf = localStorage;
  } catch {
    // A browser may refuse; then all is kept while the page lives.
  }
  const get = (key = '') => JSON.parse(shelf[prefix + key] ?? 'null');
  /** @param {unknown} value */
  const set = (key = '', value) => {
    shelf[prefix + key] = JSON.stringify(value);
    changed();
  };

  let connection = new AbortController();
  let streaming = true;
  let cursor = 0;
  let busyUntil = 0;
  let typedAt = 0;

  /** @type {Chat} */
  const chat = {
    messages: new Map(),
    state: 'bot',
    agent: '',
    queue: {},
    online: navigator.onLine,
    notice: '',
    locale: get('locale') ?? nearest(locale || document.documentElement.lang || navigator.language),
    get outbox() {
      return get('outbox') ?? [];
    },
    set outbox(items) {
      set('outbox', items);
    },
    get typing() {
      return chat.online && Date.now() < busyUntil;
    },
    get unread() {
      return [...chat.messages.values()].filter(({ seq, role }) => seq > get('read') && role !== 'customer').length;
    },
    say: (word, ...values) => say(chat.locale, word, ...values),
    edit: () => {},
    call: (...asked) => call(...asked),
    send(text, action) {
      chat.notice = '';
      const client_id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
      chat.outbox = [...chat.outbox, { client_id, text, action, created_at: new Date().toISOString(), after: cursor }];
      drain();
    },
    typed() {
      if (chat.state !== 'agent' || Date.now() - typedAt < 3000) return;
      typedAt = Date.now();
      call('/typing', 'POST').catch(() => {});
    },
    read() {
      if (chat.unread) set('read', cursor);
    },
    async erase() {
      if (get('conversation')) await call('', 'DELETE');
      chat.outbox = [];
      forget();
    },
    speak(locale) {
      setLocale(locale);
      if (get('conversation') && chat.state === 'bot') chat.send(chat.say('speak'), `switch_language:${locale}`);
    },
  };

  const setOnline = (online = true) => {
    chat.online = online;
    changed();
  };

  const setLocale = (locale = chat.locale) => set('locale', (chat.locale = locale));

  const busy = (ms = 0) => {
    busyUntil = Date.now() + ms;
    setTimeout(changed, ms);
    changed();
  };

  const enter = (state = chat.state, data = chat.queue) => {
    if (state !== chat.state) busyUntil = 0;
    chat.state = state;
    if (data.position) chat.queue = data;
    chat.agent = data.agent?.name ?? chat.agent;
    changed();
  };

  const reconnect = () => connection.abort();

  const wake = () => {
    streaming = true;
    reconnect();
    feed();
    drain();
  };

  const reset = () => {
    chat.messages.clear();
    cursor = 0;
    enter('bot');
    wake();
  };

  const forget = (notice = '') => {
    for (const key of ['conversation', 'read']) set(key, null);
    chat.notice = notice;
    reset();
  };

  const call = async (path = '', method = 'GET', body = {}, signal = AbortSignal.timeout(20_000)) => {
    const { id, token } = get('conversation') ?? {};
    const url = new URL(`../api/v1/conversations${id ? `/${id}` : ''}${path}`, import.meta.url);
    const headers = { 'Content-Type': 'application/json', 'Last-Event-ID': `${cursor}`, ...(token && { Authorization: `Bearer ${token}` }) };
    const response = await fetch(url, { method, headers, signal, body: method === 'POST' ? JSON.stringify(body) : null });
    const { ok, status } = response;
    if (ok) return response;
    if (status === 404 && id && id === get('conversation')?.id) {
      // A button means nothing in another conversation; its words do.
      chat.outbox = chat.outbox.map(({ action, tried, ...item }) => ({ ...item, after: 0 }));
      forget(chat.say('lost'));
    }
    const { error } = await response.json().catch(() => ({}));
    throw Object.assign(new Error(error?.message), { status, wait: Number(response.headers.get('Retry-After')) * 1000 });
  };

  const begin = async () => {
    const customer = { name, email, external_id: externalId || undefined, identity_hash: identityHash };
    // The query may hold secrets.
    const page_url = location.origin + location.pathname;
    const { conversation_id: id, token } = await (await call('', 'POST', { locale: chat.locale, customer, page_url })).json();
    set('conversation', { id, token });
    feed();
  };

  /** @type {Repeat} */
  const repeat = (work) => {
    let running = false;
    let wake = () => {};
    return async () => {
      wake();
      if (running) return;
      running = true;
      for (let failures = 0, pause; pause !== null; ) {
        try {
          pause = await work();
          failures = 0;
        } catch (/** @type {any} */ { status = 500, wait }) {
          setOnline(status < 500);
          pause = wait || Math.min(30_000, 500 * 2 ** ++failures) * (1 - Math.random() / 2);
        }
        if (pause) await new Promise((resolve) => setTimeout((wake = () => resolve(0)), pause));
      }
      running = false;
    };
  };

  const next = () => chat.outbox.find(({ error }) => !error);

  const send = async () => {
    const item = next();
    if (!item) return;
    const { client_id, text, action } = item;
    const mark = (how = {}) => (chat.outbox = chat.outbox.map((other) => (other.client_id === client_id ? { ...other, ...how } : other)));
    try {
      if (!get('conversation')) await begin();
      mark({ tried: true });
      const { seq } = await (await call('/messages', 'POST', { client_id, ...(action === undefined ? { text } : { action }) })).json();
      chat.outbox = chat.outbox.filter((other) => other.client_id !== client_id);
      if (!chat.messages.has(seq)) chat.messages.set(seq, { ...item, seq, role: 'customer', kind: 'text' });
      if (chat.state === 'bot' && cursor <= seq) busy(20_000);
      setOnline();
      setTimeout(() => {
        if (cursor >= seq) return;
        // A proxy holds the stream back.
        streaming = false;
        reconnect();
      }, 5000);
    } catch (/** @type {any} */ error) {
      const { status = 500, message } = error;
      if (status > 499 || [404, 408, 429].includes(status)) throw error;
      // Asking again would bring the same answer.
      mark({ error: message || chat.say('again') });
    }
  };

  const drain = repeat(async () => {
    // Two tabs would make two conversations.
    await (navigator.locks?.request('okpay-chat', send) ?? send());
    return next() ? 0 : null;
  });

  /** @param {object} raw */
  const take = (raw) => {
    // What is null is as good as absent.
    const message = JSON.parse(JSON.stringify(raw), (_, value) => value ?? undefined);
    const { seq, role, kind, data = {} } = message;
    if (seq <= cursor) return;
    chat.messages.set((cursor = seq), message);
    if (role !== 'customer') busyUntil = 0;
    if (role === 'agent') data.agent ??= { name: chat.agent };
    if (kind === 'handoff') enter(data.state === 'assigned' ? 'agent' : data.state === 'queued' ? 'queued' : 'bot', data);
    if (data.locale) setLocale(data.locale);
    changed();
  };

  /** False when a message before it is missing. */
  const hear = (event = '') => {
    const [, type] = /^event: ?(.*)/m.exec(event) ?? [];
    const data = JSON.parse(/^data: ?(.*)/m.exec(event)?.[1] ?? '{}');
    if (data.seq > cursor + 1) return false;
    if (data.seq) take(data);
    if (type === 'state') enter(data.state, data);
    if (type === 'typing' && data.role !== 'customer') busy(data.typing === false ? 0 : 8000);
    return true;
  };

  const fetchMissing = async () => {
    for (let more = true; more; ) {
      const { id } = get('conversation') ?? {};
      const { messages } = await (await call(`/messages?after=${cursor}&limit=100`)).json();
      if (id !== get('conversation')?.id) return;
      messages.forEach(take);
      more = messages.length > 99;
    }
    setOnline();
  };

  // EventSource could not send the token.
  const listen = async () => {
    const stream = (connection = new AbortController());
    const expire = () => setTimeout(() => stream.abort(), 45_000);
    let timer = expire();
    const { body } = await call('/events', 'GET', {}, stream.signal);
    const reader = /** @type {ReadableStream} */ (body).pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; ; ) {
      const { done, value } = await reader.read();
      clearTimeout(timer);
      timer = expire();
      const events = (rest + value?.replaceAll('\r', '')).split('\n\n');
      rest = events.pop() ?? '';
      // A server that stops ends thousands at once.
      if (done || stream.signal.aborted || !events.every(hear)) return 1 + Math.random() * 1000;
    }
  };

  const feed = repeat(async () => {
    // A tab that nobody looks at needs no stream.
    if (!get('conversation') || document.hidden) return null;
    await fetchMissing();
    // Where no stream gets through, this is polling.
    const pause = streaming ? await listen().catch(({ name }) => (name === 'AbortError' ? 1 : 3000)) : 3000;
    reconnect();
    return pause;
  });

  addEventListener('online', () => {
    setOnline();
    wake();
  });
  addEventListener('offline', () => setOnline(false));
  document.addEventListener('visibilitychange', wake);
  addEventListener('storage', ({ key }) => {
    if (key === `${prefix}conversation`) reset();
    drain();
    changed();
  });
  wake();
  return chat;
};
