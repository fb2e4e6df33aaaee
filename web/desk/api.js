// @ts-check
/** @import { Accepted, Box, Conversation, Listing, Message, Row, Session, Ticket, TicketStatus } from "./types.js" */
import { ApiError, errorFrom, unreachable } from "./errors.js";
import { learnServerTime } from "./clock.js";

const root = "/desk/api";
const patience = 15_000;

export const eventsUrl = `${root}/events`;

/** Every call of the desk's API, and the one place that knows of sessions running out. */
export class Api {
  #csrf = "";

  /** Called when a call finds that the session is over. */
  onExpired = () => {};

  /**
   * Called when the cookie turns out to belong to a newer session than ours (a log-in in another tab).
   *
   * @type {(session: Session) => void}
   */
  onSession = () => {};

  /** @returns {Promise<Session>} */
  async session() {
    return this.#adopt(await this.#request("GET", "/session"));
  }

  /**
   * @param {string} name
   * @param {string} password
   * @returns {Promise<Session>}
   */
  async logIn(name, password) {
    return this.#adopt(await this.#request("POST", "/session", { name, password }));
  }

  /** Asks whether the session still runs; if it does not, that takes its usual course. */
  async check() {
    this.onSession(this.#adopt(await this.#call("GET", "/session")));
  }

  logOut() {
    return this.#call("DELETE", "/session");
  }

  /**
   * @param {Box} box
   * @param {number} limit
   * @returns {Promise<Listing>}
   */
  list(box, limit) {
    return this.#call("GET", `/conversations?box=${box}&limit=${limit}`);
  }

  /**
   * @param {string} id
   * @returns {Promise<Conversation>}
   */
  conversation(id) {
    return this.#call("GET", path(id));
  }

  /**
   * @param {string} id
   * @param {number} seq
   * @returns {Promise<{messages: Message[]}>}
   */
  messagesAfter(id, seq) {
    return this.#call("GET", `${path(id)}/messages?after=${seq}`);
  }

  /**
   * @param {string} id
   * @returns {Promise<Row>}
   */
  take(id) {
    return this.#call("POST", `${path(id)}/take`, {});
  }

  /**
   * @param {string} id
   * @returns {Promise<Row>}
   */
  close(id) {
    return this.#call("POST", `${path(id)}/close`, {});
  }

  /**
   * @param {string} id
   * @param {string} clientId
   * @param {string} text
   * @returns {Promise<Accepted>}
   */
  send(id, clientId, text) {
    return this.#call("POST", `${path(id)}/messages`, { client_id: clientId, text });
  }

  /**
   * @param {string} id
   * @returns {Promise<{tickets: Ticket[]}>}
   */
  tickets(id) {
    return this.#call("GET", `/tickets?conversation=${encodeURIComponent(id)}`);
  }

  /**
   * @param {string} number
   * @param {TicketStatus} status
   * @param {string} note
   * @returns {Promise<Ticket>}
   */
  changeTicket(number, status, note) {
    return this.#call("PATCH", `/tickets/${encodeURIComponent(number)}`, { status, note });
  }

  /** @param {string} id */
  typing(id) {
    return this.#call("POST", `${path(id)}/typing`, {});
  }

  /** @param {Session} session */
  #adopt(session) {
    this.#csrf = session.csrf;
    return session;
  }

  /**
   * @param {string} method
   * @param {string} address
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  async #call(method, address, body) {
    try {
      return await this.#withFreshToken(() => this.#request(method, address, body));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.onExpired();
      throw error;
    }
  }

  /**
   * A log-in in another tab changes cookie and token under our feet: then the token is asked for again, once.
   *
   * @param {() => Promise<any>} request
   */
  async #withFreshToken(request) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      this.onSession(await this.session());
      return request();
    }
  }

  /**
   * @param {string} method
   * @param {string} address
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  async #request(method, address, body) {
    const response = await reach(root + address, {
      method,
      headers: this.#headers(method, body !== undefined),
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(patience),
    });
    learnServerTime(response.headers.get("Date"));
    if (!response.ok) throw await errorFrom(response);
    return response.status === 204 ? null : readJson(response);
  }

  /**
   * @param {string} method
   * @param {boolean} hasBody
   */
  #headers(method, hasBody) {
    const headers = new Headers({ Accept: "application/json" });
    if (hasBody) headers.set("Content-Type", "application/json");
    if (method !== "GET" && this.#csrf) headers.set("X-CSRF-Token", this.#csrf);
    return headers;
  }
}

/** @param {string} id */
function path(id) {
  return `/conversations/${encodeURIComponent(id)}`;
}

/**
 * @param {string} url
 * @param {RequestInit} options
 */
async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw unreachable();
  }
}

/** @param {Response} response */
async function readJson(response) {
  try {
    return await response.json();
  } catch {
    // The connection broke in the middle of the answer, or a proxy put its own page in place of it.
    throw unreachable();
  }
}
