// @ts-check
import { createFeed } from './feed.js';
import { createOutbox } from './outbox.js';
import { openStore } from './store.js';
import { nearest, say } from './words.js';

const PATIENCE = 20_000;
/** @type {Record<string, import('./types.js').State>} */
const STATES = { queued: 'queued', assigned: 'agent' };

/** @type {import('./types.js').CreateChat} */
export const createChat = (base, settings, changed) => {
  const store = openStore(settings.externalId ?? '');
  let busyUntil = 0;
  let typedAt = 0;

  /** @param {number} ms */
  const busy = (ms) => {
    busyUntil = Date.now() + ms;
    setTimeout(changed, ms);
    changed();
  };

  /** @type {(state: import('./types.js').State, data: import('./types.js').Data) => void} */
  const enter = (state, data) => {
    if (state !== chat.state) busyUntil = 0;
    chat.state = state;
    chat.queue = data.position ? data : chat.queue;
    chat.agent = data.agent?.name ?? chat.agent;
    changed();
  };

  /** @param {import('./types.js').Word | ''} why */
  const reset = (why) => {
    feed.reconnect();
    chat.messages.clear();
    chat.cursor = 0;
    chat.notice = why && chat.say(why);
    enter('bot', {});
  };

  /** @param {import('./types.js').Word} why */
  const forget = (why) => {
    for (const name of /** @type {const} */ (['conversation', 'read', 'rated'])) store.set(name, null);
    reset(why);
  };

  /** @type {import('./types.js').Chat} */
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
      if (response.ok) return response;
      const { error } = await response.json().catch(() => ({}));
      const wait = Number(response.headers.get('Retry-After')) * 1000;
      throw Object.assign(new Error(error?.message), { status: response.status, wait });
    },

    start(signal) {
      const wake = () => {
        if (feed.isStale() || !chat.wantsNews) feed.reconnect();
        feed.listen();
        outbox.drain();
      };
      addEventListener('online', wake, { signal });
      addEventListener('offline', () => chat.setOnline(false), { signal });
      document.addEventListener('visibilitychange', wake, { signal });
      const shared = (/** @type {StorageEvent} */ event) => {
        const name = store.changedBy(event);
        if (name === 'conversation') reset('');
        chat.locale = store.get('locale') ?? chat.locale;
        if (name) wake();
        changed();
      };
      addEventListener('storage', shared, { signal });
      wake();
    },

    send(text, action) {
      chat.notice = '';
      // Pages that are not secure have no randomUUID.
      const client_id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
      const item = { client_id, text, action, created_at: new Date().toISOString(), after: chat.cursor };
      store.set('outbox', [...outbox.items(), item]);
      changed();
      outbox.drain();
    },

    async ready() {
      if (chat.conversation) return;
      const { name, email, externalId: external_id, identityHash: identity_hash } = settings;
      // The query of the page's address may hold secrets, so it stays here.
      const page_url = location.origin + location.pathname;
      const response = await chat.call('POST', '', { locale: chat.locale, customer: { name, email, external_id, identity_hash }, page_url });
      const { conversation_id: id, token } = await response.json();
      store.set('conversation', { id, token });
      feed.listen();
    },

    taken(item, seq) {
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
      if (chat.conversation) await chat.call('DELETE', '').catch((error) => error.status === 404 || Promise.reject(error));
      outbox.change(() => []);
      forget('erased');
    },

    lose() {
      // A button belongs to the conversation that showed it; in another one its words are said instead.
      outbox.change(({ action, tried, ...item }) => ({ ...item, after: 0 }));
      forget('lost');
      outbox.drain();
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
  const outbox = (chat.outbox = createOutbox(chat));
  return chat;
};
