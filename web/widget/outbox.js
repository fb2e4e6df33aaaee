// @ts-check
/** @import { Outgoing } from './types.js' */
import { ApiError } from './api.js';
import { Alarm, backoff } from './wait.js';

/**
 * @typedef {{ready: () => Promise<string>, taken: (item: Outgoing, seq: number) => void, isOver: (status: number) => boolean, gone: (id: string) => void,
 *   online: (online: boolean) => void, changed: () => void}} OutboxListener
 */

/** Messages on their way to the server, one at a time and in order. They lie in the vault until the server has taken them. */
export class Outbox {
  #vault;
  #api;
  #on;
  #alarm = new Alarm();
  #busy = false;

  /** @param {import('./vault.js').Vault} vault @param {import('./api.js').Api} api @param {OutboxListener} on */
  constructor(vault, api, on) {
    this.#vault = vault;
    this.#api = api;
    this.#on = on;
  }

  /** @returns {Outgoing[]} */
  get items() {
    return this.#vault.get('outbox') ?? [];
  }

  /** @param {Outgoing} item */
  add(item) {
    this.#save([...this.items, item]);
    this.drain();
  }

  /** @param {string} id */
  remove(id) {
    this.#save(this.items.filter((item) => item.client_id !== id));
  }

  /** A button belongs to the conversation that showed it; in another one its words are said instead. */
  detach() {
    const usable = this.items.filter((item) => !item.attachment_id);
    this.#save(usable.map(({ action, tried, ...item }) => ({ ...item, after: 0 })));
  }

  clear() {
    this.#save([]);
  }

  /** Tries at once, however long the pause would still last. */
  async drain() {
    this.#alarm.wake();
    if (this.#busy) return;
    this.#busy = true;
    for (let failures = 0; this.#next(); ) {
      const pause = await locked(() => this.#attempt(failures + 1));
      failures = pause ? failures + 1 : 0;
      if (pause) await this.#alarm.wait(pause);
    }
    this.#busy = false;
  }

  #next() {
    return this.items.find((item) => !item.error);
  }

  /** @param {number} nth @returns {Promise<number>} how long to wait before the next attempt */
  async #attempt(nth) {
    const item = this.#next();
    if (!item) return 0;
    let conversation = '';
    try {
      conversation = await this.#on.ready();
      this.#patch(item.client_id, { tried: true });
      const { seq } = await this.#api.send(item);
      this.#on.taken(item, seq);
      this.remove(item.client_id);
      return 0;
    } catch (error) {
      return this.#judge(error, item, conversation, nth);
    }
  }

  /** @param {unknown} error @param {Outgoing} item @param {string} conversation @param {number} nth @returns {number} */
  #judge(error, item, conversation, nth) {
    const known = error instanceof ApiError;
    this.#on.online(known && error.status < 500);
    if (known && this.#on.isOver(error.status)) this.#on.gone(conversation);
    else if (known && error.final) {
      this.#patch(item.client_id, { error: error.message || String(error.status) });
      return 0;
    }
    return (known && error.retryAfter) || backoff(nth);
  }

  /** @param {string} id @param {Partial<Outgoing>} patch */
  #patch(id, patch) {
    this.#save(this.items.map((item) => (item.client_id === id ? { ...item, ...patch } : item)));
  }

  /** @param {Outgoing[]} items */
  #save(items) {
    this.#vault.set('outbox', items);
    this.#on.changed();
  }
}

/**
 * One tab sends at a time, or two would send the same message and make two conversations. Pages without a secure context have
 * no locks; there the client_id alone keeps messages from doubling.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
function locked(work) {
  return navigator.locks ? /** @type {Promise<T>} */ (navigator.locks.request('okpay-chat', work)) : work();
}

/** A UUID, also where `crypto.randomUUID` is kept to secure contexts. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
