// @ts-check
/** @import { Conversation, Customer, Data, Entry, Locale, Message, Outgoing, State } from './types.js' */
import { Api, isGone } from './api.js';
import { Feed } from './feed.js';
import { entriesOf } from './entries.js';
import { Outbox, uuid } from './outbox.js';
import { WORDS } from './words.js';

const PATIENCE = 20_000;
const TYPING_LASTS = 8_000;
const TYPING_EVERY = 3_000;

/** @type {Record<string, State>} */
const STATE_AFTER = { queued: 'queued', assigned: 'agent', closed: 'bot', after_hours: 'bot' };

/** The conversation as this tab knows it. The views read it, and hear through `changed` that they are out of date. */
export class Chat {
  /** @type {Map<number, Message>} */
  messages = new Map();
  /** Which of our messages the server stored under which seq. @type {Map<number, string>} */
  owners = new Map();
  /** @type {Outgoing[]} */
  uploads = [];
  /** @type {State} */
  state = 'bot';
  agent = '';
  /** @type {Data} */
  queue = {};
  online = true;
  notice = '';
  loaded = false;
  /** @type {Outbox} */
  outbox;
  #vault;
  #api;
  #feed;
  #customer;
  #changed;
  #queuedChange = false;
  #busyUntil = 0;
  #typedAt = 0;

  /**
   * @param {string} base
   * @param {import('./vault.js').Vault} vault
   * @param {Customer} customer
   * @param {Locale} locale
   * @param {() => void} changed
   */
  constructor(base, vault, customer, locale, changed) {
    this.#vault = vault;
    this.#customer = customer;
    this.#changed = changed;
    this.locale = /** @type {Locale} */ (vault.get('locale') ?? locale);
    this.#api = new Api(base, () => this.conversation);
    this.#feed = new Feed(this.#api, {
      message: (message) => this.#take(message),
      event: (type, data) => this.#hear(type, data),
      caughtUp: () => this.#caughtUp(),
      online: (online) => this.#setOnline(online),
      gone: () => this.#gone(),
    });
    this.outbox = new Outbox(vault, this.#api, {
      ready: () => this.#ready(),
      taken: (item, seq) => this.#taken(item, seq),
      isOver: (status) => status === 404 || (status === 409 && this.state === 'closed'),
      gone: (id) => id === this.conversation?.id && this.#gone(),
      online: (online) => this.#setOnline(online),
      changed: () => this.changed(),
    });
  }

  /** @returns {Conversation | null} */
  get conversation() {
    return this.#vault.get('conversation');
  }

  get words() {
    return WORDS[this.locale];
  }

  get entries() {
    return entriesOf(this);
  }

  get unread() {
    const read = this.#vault.get('read') ?? 0;
    return [...this.messages.values()].filter(({ seq, role }) => seq > read && role !== 'customer').length;
  }

  /** Whether somebody is about to answer. */
  get typing() {
    return this.online && Date.now() < this.#busyUntil;
  }

  /** @param {AbortSignal} signal */
  start(signal) {
    this.#vault.watch((name) => this.#shared(name), signal);
    addEventListener('online', () => this.wake(true), { signal });
    addEventListener('offline', () => this.#setOnline(false), { signal });
    document.addEventListener('visibilitychange', () => this.#follow(), { signal });
    signal.addEventListener('abort', () => this.#feed.stop());
    if (!navigator.onLine) this.online = false;
    this.#follow();
    this.outbox.drain();
  }

  /** @param {boolean} [suspect] */
  wake(suspect) {
    this.#feed.wake(suspect);
    this.outbox.drain();
  }

  /** @param {string} text @param {unknown} [action] */
  send(text, action) {
    this.notice = '';
    this.outbox.add(this.#outgoing({ text, action }));
  }

  /** @param {File} file */
  async upload(file) {
    const item = this.#outgoing({ text: file.name });
    this.uploads.push(item);
    this.changed();
    try {
      await this.#ready();
      item.attachment_id = (await this.#api.upload(file)).attachment_id;
      this.uploads = this.uploads.filter((other) => other !== item);
      this.outbox.add(item);
    } catch (error) {
      item.error = (error instanceof Error && !(error instanceof TypeError) && error.message) || this.words.again;
      this.changed();
    }
  }

  /** @param {string} id */
  discard(id) {
    this.uploads = this.uploads.filter((item) => item.client_id !== id);
    this.outbox.remove(id);
  }

  /** Tells the agent that the customer is writing; the bot does not care. */
  typed() {
    if (this.state !== 'agent' || Date.now() - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = Date.now();
    this.#api.typing().catch(() => {});
  }

  /** @param {number} seq @param {number} score */
  async rate(seq, score) {
    await this.#api.rate(score);
    this.#vault.set('rated', { ...this.#vault.get('rated'), [seq]: score });
    this.changed();
  }

  /** @param {number} seq @returns {number} */
  ratingOf(seq) {
    return this.#vault.get('rated')?.[seq] ?? this.messages.get(seq)?.data?.score ?? 0;
  }

  async erase() {
    if (this.conversation) await this.#api.erase().catch((error) => isGone(error) || Promise.reject(error));
    this.outbox.clear();
    this.#forget(this.words.erased);
  }

  /** @param {Locale} locale */
  speak(locale) {
    if (locale === this.locale) return;
    this.#setLocale(locale);
    // The API has no other way to tell the assistant; an agent hears nothing of it.
    if (this.messages.size && this.state === 'bot') this.send(this.words.speak);
  }

  read() {
    if (this.unread) this.#vault.set('read', this.#feed.cursor);
  }

  /** @param {string | undefined} url */
  resolve(url) {
    return this.#api.resolve(url);
  }

  /** @param {string} url */
  file(url) {
    return this.#api.file(url);
  }

  /** Many changes in a row are one for the views. */
  changed() {
    if (this.#queuedChange) return;
    this.#queuedChange = true;
    queueMicrotask(() => {
      this.#queuedChange = false;
      this.#changed();
    });
  }

  /** @param {{text: string, action?: unknown}} content @returns {Outgoing} */
  #outgoing(content) {
    return { client_id: uuid(), at: new Date().toISOString(), after: this.#feed.cursor, ...content };
  }

  /** A tab that nobody looks at keeps no stream, unless a person may be about to answer. */
  #follow() {
    const wanted = !document.hidden || this.state === 'queued' || this.state === 'agent';
    if (!this.conversation || !wanted) return this.#feed.stop();
    this.#feed.start();
    if (!document.hidden) this.wake();
  }

  /** @returns {Promise<string>} the id of the conversation, which is made when there is first something to say in it */
  async #ready() {
    const known = this.conversation;
    if (known) return known.id;
    // The query may hold secrets of the page, so it stays here.
    const page_url = location.origin + location.pathname;
    const made = await this.#api.create({ locale: this.locale, customer: this.#customer, page_url });
    this.#vault.set('conversation', { id: made.conversation_id, token: made.token });
    this.#feed.start();
    return made.conversation_id;
  }

  /** @param {Outgoing} item @param {number} seq */
  #taken(item, seq) {
    this.#own(seq, item.client_id);
    if (!this.messages.has(seq)) {
      const kind = item.attachment_id ? 'attachment' : 'text';
      const data = { action: item.action, name: item.text };
      this.messages.set(seq, { seq, role: 'customer', kind, text: item.text, data, created_at: item.at });
    }
    if (this.state === 'bot') this.#busy(PATIENCE);
    this.#feed.expect(seq);
    this.#setOnline(true);
  }

  /** @param {Message} message */
  #take(message) {
    this.messages.set(message.seq, message);
    if (message.role === 'customer') this.#claim(message);
    else this.#busyUntil = 0;
    const { kind, data } = message;
    if (kind === 'handoff') this.#setState(STATE_AFTER[data?.state ?? ''] ?? this.state, data);
    if (data?.locale && data.locale in WORDS && (this.loaded || !this.#vault.get('locale'))) {
      this.#setLocale(/** @type {Locale} */ (data.locale));
    }
    this.changed();
  }

  /** The stream may bring our own message before the call that sent it has returned. @param {Message} message */
  #claim(message) {
    const known = new Set(this.owners.values());
    const sent = this.outbox.items.find((item) => item.tried && !item.error && !known.has(item.client_id));
    const id = message.client_id ?? message.data?.client_id ?? sent?.client_id;
    if (id && !this.owners.has(message.seq)) this.#own(message.seq, id);
  }

  /** @param {number} seq @param {string} id */
  #own(seq, id) {
    for (const [other, owner] of this.owners) if (owner === id) this.owners.delete(other);
    this.owners.set(seq, id);
  }

  /** @param {string} type @param {Data & {role?: string, typing?: boolean}} data */
  #hear(type, data) {
    if (type === 'state' && data.state) this.#setState(/** @type {State} */ (data.state), data);
    if (type === 'typing' && data.role !== 'customer') this.#busy(data.typing === false ? 0 : TYPING_LASTS);
  }

  /** @param {State} state @param {Data} data */
  #setState(state, data) {
    if (state !== 'queued') this.queue = {};
    else if (data.position) this.queue = data;
    if (state !== 'bot' && this.state === 'bot') this.#busyUntil = 0;
    this.agent = state === 'agent' ? data.agent?.name ?? this.agent : '';
    this.state = state;
    this.changed();
  }

  #caughtUp() {
    this.loaded = true;
    this.changed();
  }

  /** @param {number} ms */
  #busy(ms) {
    this.#busyUntil = Date.now() + ms;
    if (ms) setTimeout(() => this.changed(), ms + 50);
    this.changed();
  }

  /** @param {Locale} locale */
  #setLocale(locale) {
    if (locale === this.locale) return;
    this.locale = locale;
    this.#vault.set('locale', locale);
    this.changed();
  }

  /** @param {boolean} online */
  #setOnline(online) {
    if (online === this.online) return;
    this.online = online;
    this.changed();
  }

  /** The server no longer knows the conversation: what is unsent goes into a new one. */
  #gone() {
    this.outbox.detach();
    this.#forget(this.words.lost);
    this.outbox.drain();
  }

  /** @param {string} notice */
  #forget(notice) {
    for (const name of ['conversation', 'read', 'rated']) this.#vault.set(name, null);
    this.#reset(notice);
  }

  /** @param {string} notice */
  #reset(notice) {
    this.#feed.stop();
    this.#feed.cursor = 0;
    this.messages.clear();
    this.owners.clear();
    this.uploads = [];
    this.#busyUntil = 0;
    this.loaded = false;
    this.notice = notice;
    this.#setState('bot', {});
  }

  /** What another tab has done. @param {string} name */
  #shared(name) {
    if (name === 'conversation') {
      this.#reset('');
      this.#follow();
    }
    if (name === 'locale') this.locale = this.#vault.get('locale') ?? this.locale;
    if (name === 'outbox') this.outbox.drain();
    this.changed();
  }
}
