// @ts-check
/** @import { Conversation, Message, Outgoing } from './types.js' */
import { parsed } from './url.js';

const PATIENCE = 20_000;

/** The server heard the call and did not do it. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message @param {number} retryAfter in ms; 0 where it did not say */
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Asking again would bring the same answer. */
  get final() {
    return this.status < 500 && ![404, 408, 425, 429].includes(this.status);
  }
}

/** @param {unknown} error @returns {error is ApiError} */
export const isGone = (error) => error instanceof ApiError && error.status === 404;

/** The calls of the public API, for the conversation that `current` names. */
export class Api {
  #base;
  #current;

  /** @param {string} base @param {() => Conversation | null} current */
  constructor(base, current) {
    this.#base = base;
    this.#current = current;
  }

  /** @param {object} body @returns {Promise<{conversation_id: string, token: string}>} */
  async create(body) {
    return (await this.#fetch(`${this.#base}/conversations`, json('POST', body))).json();
  }

  /** @param {Outgoing} item @returns {Promise<{seq: number}>} */
  async send({ client_id, text, action, attachment_id }) {
    const what = attachment_id ? { attachment_id } : action === undefined ? { text } : { action };
    return (await this.#call('messages', json('POST', { client_id, ...what }))).json();
  }

  /** @param {number} after @param {number} limit @returns {Promise<Message[]>} */
  async messages(after, limit) {
    return (await (await this.#call(`messages?after=${after}&limit=${limit}`)).json()).messages;
  }

  /** @param {number} after @param {AbortSignal} signal */
  events(after, signal) {
    return this.#call('events', { signal, headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(after) } });
  }

  typing() {
    return this.#call('typing', json('POST', {}));
  }

  /** @param {File} file @returns {Promise<{attachment_id: string}>} */
  async upload(file) {
    const body = new FormData();
    body.append('file', file);
    // A photograph over a slow line may take minutes.
    return (await this.#call('attachments', { method: 'POST', body, signal: AbortSignal.timeout(10 * 60_000) })).json();
  }

  /** @param {number} score */
  rate(score) {
    return this.#call('rating', json('POST', { score }));
  }

  erase() {
    return this.#call('', { method: 'DELETE' });
  }

  /** A file of the conversation, which a plain link could not fetch: it needs the token. @param {string} url */
  async file(url) {
    return (await this.#fetch(url, this.#signed({}))).blob();
  }

  /** An address that a message names, if it is safe to follow. @param {string | undefined} url */
  resolve(url) {
    const base = new URL(this.#base);
    const target = url ? parsed(url, base) : null;
    if (!target || (target.protocol !== 'https:' && target.origin !== base.origin)) return null;
    return { href: target.href, ours: target.href.startsWith(`${this.#base}/`) };
  }

  /** @param {string} path @param {RequestInit} [init] */
  #call(path, init = {}) {
    const id = encodeURIComponent(this.#current()?.id ?? '');
    return this.#fetch(`${this.#base}/conversations/${id}${path && '/'}${path}`, this.#signed(init));
  }

  /** @param {RequestInit} init @returns {RequestInit} */
  #signed(init) {
    return { ...init, headers: { ...init.headers, Authorization: `Bearer ${this.#current()?.token}` } };
  }

  /** @param {string} url @param {RequestInit} init */
  async #fetch(url, init) {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE), credentials: 'omit', cache: 'no-store', ...init });
    if (!response.ok) throw await failure(response);
    return response;
  }
}

/** @param {string} method @param {object} body @returns {RequestInit} */
function json(method, body) {
  return { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

/** @param {Response} response */
async function failure(response) {
  const body = await response.json().catch(() => null);
  return new ApiError(response.status, body?.error?.message ?? '', delay(response.headers.get('Retry-After')));
}

/** Seconds or a date. @param {string | null} value */
function delay(value) {
  if (!value) return 0;
  return Math.max(0, Number(value) * 1000 || Date.parse(value) - Date.now() || 0);
}
