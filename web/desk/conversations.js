// @ts-check
/** @import { Api } from "./api.js" */
/** @import { Signal } from "./signal.js" */
/** @import { Conversation, Message, Summary } from "./types.js" */

/** An agent goes to and fro between a handful of conversations; those open without a wait. */
const kept = 20;

/** @typedef {{summary: Summary|null, messages: Message[]}} Contents */

/** The messages and the summary of conversations that were opened. */
export class Conversations {
  /** @type {Map<string, Contents>} */
  #contents = new Map();
  /** @type {Map<string, unknown>} */
  #troubles = new Map();
  /** @type {Map<string, number>} up to where each conversation is being caught up with */
  #wanted = new Map();
  #api;
  #signal;

  /**
   * @param {Api} api
   * @param {Signal} signal
   */
  constructor(api, signal) {
    this.#api = api;
    this.#signal = signal;
  }

  /** @param {string} id */
  get(id) {
    return this.#contents.get(id) ?? null;
  }

  /** @param {string} id */
  trouble(id) {
    return this.#troubles.get(id) ?? null;
  }

  /**
   * @param {string} id
   * @returns {Promise<Conversation|null>} null when it could not be read; `trouble` tells why
   */
  async load(id) {
    try {
      const conversation = await this.#api.conversation(id);
      this.#keep(id, { summary: conversation.summary, messages: this.#newest(id, conversation.messages) });
      this.#troubles.delete(id);
      return conversation;
    } catch (error) {
      this.#troubles.set(id, error);
      return null;
    } finally {
      this.#signal.changed();
    }
  }

  /**
   * Fetches what is missing up to `seq`.
   *
   * @param {string} id
   * @param {number} seq
   * @returns {Promise<Message[]>} the messages that are new to the desk
   */
  async catchUp(id, seq) {
    const underWay = this.#wanted.has(id);
    this.#wanted.set(id, Math.max(seq, this.#wanted.get(id) ?? 0));
    if (underWay) return [];
    try {
      return await this.#fetchWanted(id);
    } catch {
      // The next event, or the reload after a reconnection, asks again.
      return [];
    } finally {
      this.#wanted.delete(id);
    }
  }

  /**
   * More may be wanted while some of it is under way.
   *
   * @param {string} id
   */
  async #fetchWanted(id) {
    /** @type {Message[]} */
    const added = [];
    let contents = this.#contents.get(id);
    while (contents && lastSeq(contents) < (this.#wanted.get(id) ?? 0)) {
      const { messages } = await this.#api.messagesAfter(id, lastSeq(contents));
      const fresh = this.#append(id, messages);
      if (fresh.length === 0) break;
      added.push(...fresh);
      contents = this.#contents.get(id);
    }
    return added;
  }

  /**
   * @param {string} id
   * @param {Message[]} messages
   */
  #append(id, messages) {
    const contents = this.#contents.get(id);
    if (!contents) return [];
    const last = lastSeq(contents);
    const added = messages.filter((message) => message.seq > last);
    this.#keep(id, { ...contents, messages: [...contents.messages, ...added] });
    this.#signal.changed();
    return added;
  }

  /**
   * While the whole conversation was under way, newer messages may have come in by themselves.
   *
   * @param {string} id
   * @param {Message[]} messages
   */
  #newest(id, messages) {
    const last = messages.at(-1)?.seq ?? 0;
    const newer = this.#contents.get(id)?.messages.filter((message) => message.seq > last) ?? [];
    return [...messages, ...newer];
  }

  /**
   * @param {string} id
   * @param {Contents} contents
   */
  #keep(id, contents) {
    this.#contents.delete(id);
    this.#contents.set(id, contents);
    const [oldest] = this.#contents.keys();
    if (this.#contents.size > kept && oldest !== undefined) this.#contents.delete(oldest);
  }
}

/** @param {Contents} contents */
function lastSeq(contents) {
  return contents.messages.at(-1)?.seq ?? 0;
}
