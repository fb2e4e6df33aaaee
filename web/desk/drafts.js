// @ts-check
import { passing } from "./storage.js";

/** What an agent has begun to write, by conversation. */
export class Drafts {
  /** @type {Record<string, string>} */
  #drafts;
  #shelf;

  /** @param {string} me */
  constructor(me) {
    this.#shelf = `drafts.${me}`;
    this.#drafts = passing.read(this.#shelf, {});
  }

  /** @param {string} conversationId */
  get(conversationId) {
    return this.#drafts[conversationId] ?? "";
  }

  /**
   * @param {string} conversationId
   * @param {string} text
   */
  set(conversationId, text) {
    if (text === "") delete this.#drafts[conversationId];
    else this.#drafts[conversationId] = text;
    passing.write(this.#shelf, this.#drafts);
  }

  get any() {
    return Object.values(this.#drafts).some((draft) => draft.trim() !== "");
  }

  forget() {
    this.#drafts = {};
    passing.forget(this.#shelf);
  }
}
