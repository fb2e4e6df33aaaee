// @ts-check
/** @import { Chat, Data, State, Store, Word } from './types.js' */
import { createFeed, createSender } from './sync.js';
import { nearest, say } from './words.js';

const PATIENCE = 20_000;
/** @type {Record<string, State>} */
const STATES = { queued: 'queued', assigned: 'agent' };

/** Whoever signs in next at the same computer must not read the last one's conversation. @param {string} owner @returns {Store} */
function openStore(owner) {
  const prefix = `okpay-chat:${owner}:`;
  /** @type {Record<string, string>} */
  let shelf = {};
  try {
    shelf = localStorage;
  } catch {
    // Where the browser refuses storage, all is kept for as long as the page lives.
  }
  return {
    get: (/** @type {string} */ name) => JSON.parse(shelf[prefix + name] ?? 'null'),
    set: (name, value) => (shelf[prefix + name] = JSON.stringify(value)),
    changedBy: ({ key }) => key?.startsWith(prefix) && key.slice(prefix.length),
  };
}

/** @param {string} base @param {DOMStringMap} settings @param {() => void} changed */
export function createChat(base, settings, changed) {
  const store = openStore(settings.externalId ?? '');
  let busyUntil = 0;
  let typedAt = 0;

  /** @param {number} ms */
  const busy = (ms) => {
    busyUntil = Date.now() + ms;
    setTimeout(changed, ms);
    changed();
  };

  /** @param {State} state @param {Data} data */
  const enter = (state, data) => {
    if (state !== chat.state) busyUntil = 0;
    chat.state = state;
    if (data.position) chat.queue = data;
    chat.agent = data.agent?.name ?? chat.agent;
    changed();
  };

  /** @param {Word | ''} why */
  const reset = (why) => {
    feed.reconnect();
    chat.messages.clear();
    chat.cursor = 0;
    chat.notice = why && chat.say(why);
    enter('bot', {});
  };

  /** @param {Word} why */
  const forget = (why) => {
    for (const name of /** @type {const} */ (['conversation', 'read', 'rated'])) store.set(name, null);
    reset(why);
    wake();
  };

  const wake = () => {
    if (feed.isStale() || !chat.wantsNews) feed.reconnect();
    feed.listen();
    drain();
  };

  /** @type {Chat} */
  const chat = {
    store,
    changed,
    messages: new Map(),
    cursor: 0,
    state: 'bot',
    agent: '',
    queue: {},
    online: navigator.onLine,
    notice: '',
    locale: store.get('locale') ?? nearest(settings.locale || document.documentElement.lang || navigator.language),

    get conversation() {
      return store.get('conversation');
    },
    get outbox() {
      return store.get('outbox') ?? [];
    },
    get wantsNews() {
      return !document.hidden || ['queued', 'agent'].includes(chat.state);
    },
    get typing() {
      return chat.online && Date.now() < busyUntil;
    },
    get unread() {
      const read = store.get('read') ?? 0;
      return [...chat.messages.values()].filter(({ seq, role }) => seq > read && role !== 'customer').length;
    },

    say: (word, ...values) => say(chat.locale, word, ...values),

    async call(method, path, body, init) {
      const { id, token } = chat.conversation ?? {};
      const response = await fetch([base, id, path].filter(Boolean).join('/'), {
        method,
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE),
        ...init,
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...init?.headers },
      });
      const { status, headers } = response;
      if (response.ok) return response;
      if (status === 404 && id && id === chat.conversation?.id) {
        // A button belongs to the conversation that showed it; in the next one its words are said instead.
        chat.resend(({ action, tried, ...item }) => ({ ...item, after: 0 }));
        forget('lost');
      }
      const { error } = await response.json().catch(() => ({}));
      throw Object.assign(new Error(error?.message), { status, wait: Number(headers.get('Retry-After')) * 1000 });
    },

    start(signal) {
      const options = { signal };
      addEventListener('online', wake, options);
      addEventListener('offline', () => chat.setOnline(false), options);
      document.addEventListener('visibilitychange', wake, options);
      addEventListener(
        'storage',
        (event) => {
          const name = store.changedBy(event);
          if (name === 'conversation') reset('');
          chat.locale = store.get('locale') ?? chat.locale;
          if (name) wake();
          changed();
        },
        options,
      );
      wake();
    },

    send(text, action) {
      chat.notice = '';
      // Pages that are not secure have no randomUUID.
      const client_id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
      const item = { client_id, text, action, created_at: new Date().toISOString(), after: chat.cursor };
      store.set('outbox', [...chat.outbox, item]);
      changed();
      drain();
    },

    resend(how) {
      store.set('outbox', chat.outbox.flatMap(how));
      changed();
    },

    async ready() {
      if (chat.conversation) return;
      const { name, email, externalId: external_id, identityHash: identity_hash } = settings;
      const customer = { name, email, external_id, identity_hash };
      // The query of the page's address may hold secrets, so it stays here.
      const page_url = location.origin + location.pathname;
      const response = await chat.call('POST', '', { locale: chat.locale, customer, page_url });
      const { conversation_id: id, token } = await response.json();
      store.set('conversation', { id, token });
      feed.listen();
    },

    taken(item, seq) {
      chat.resend((other) => (other.client_id === item.client_id ? [] : other));
      if (!chat.messages.has(seq)) chat.messages.set(seq, { ...item, seq, role: 'customer', kind: 'text', data: item });
      if (chat.state === 'bot') busy(PATIENCE);
      chat.setOnline(true);
      // A proxy may hold a stream back; then the next round fetches the answers.
      setTimeout(() => chat.cursor < seq && feed.reconnect(), 5000);
    },

    take(message) {
      const { seq, role, kind, data = {} } = message;
      if (seq <= chat.cursor) return;
      chat.messages.set((chat.cursor = seq), message);
      if (role !== 'customer') busyUntil = 0;
      if (role === 'agent') data.agent ??= { name: chat.agent };
      if (kind === 'handoff') enter(STATES[data.state ?? ''] ?? 'bot', data);
      if (data.locale) chat.setLocale(data.locale);
      changed();
    },

    hear(type, data) {
      if (type === 'state') enter(data.state, data);
      if (type === 'typing' && data.role !== 'customer') busy(data.typing === false ? 0 : 8000);
    },

    typed() {
      if (chat.state !== 'agent' || Date.now() - typedAt < 3000) return;
      typedAt = Date.now();
      chat.call('POST', 'typing', {}).catch(() => {});
    },

    async rate(seq, score) {
      await chat.call('POST', 'rating', { score });
      store.set('rated', { ...store.get('rated'), [seq]: score });
    },

    async erase() {
      if (chat.conversation) await chat.call('DELETE', '');
      store.set('outbox', []);
      forget('erased');
    },

    speak(locale) {
      chat.setLocale(locale);
      // The API knows no other way to tell the assistant; an agent is not to be bothered with it.
      if (chat.conversation && chat.state === 'bot') chat.send(chat.say('speak'));
    },

    setLocale(locale) {
      store.set('locale', (chat.locale = locale));
      changed();
    },

    setOnline(online) {
      chat.online = online;
      changed();
    },
  };
  const feed = createFeed(chat);
  const drain = createSender(chat);
  return chat;
}
