// @ts-check
/** @import { Api } from "./api.js" */
/** @import { Signal } from "./signal.js" */
/** @import { Message } from "./types.js" */
import { serverNow } from "./clock.js";
import { ApiError } from "./errors.js";
import { newId } from "./ids.js";
import { passing } from "./storage.js";

/** Seconds before the second, third … attempt; after the last one the agent is asked. */
const pauses = [1, 3, 8];

/**
 * @typedef {object} Entry
 * @property {string} clientId the same in every attempt, so that the server stores the message once
 * @property {string} conversationId
 * @property {string} text
 * @property {string} createdAt
 * @property {"waiting"|"sending"|"sent"|"failed"} status
 * @property {number} attempts
 * @property {boolean} final whether trying again is pointless
 * @property {{status: number, code: string}|null} trouble what went wrong last
 * @property {number|null} seq once the server has it
 */

/** What the agent has sent and the conversation does not show yet. In each conversation, order holds. */
export class Outbox {
  /** @type {Entry[]} */
  #entries;
  /** @type {Set<string>} conversations with a request under way */
  #busy = new Set();
  #api;
  #signal;
  #shelf;
  #paused = false;
  /** The server may ask for silence; that holds for every conversation. */
  #silentUntil = 0;

  /**
   * Called when the server has a message.
   *
   * @type {(conversationId: string, seq: number) => void}
   */
  onSent = () => {};

  /**
   * Called when the server refuses a message for good.
   *
   * @type {(conversationId: string) => void}
   */
  onRefused = () => {};

  /**
   * @param {Api} api
   * @param {string} me
   * @param {Signal} signal
   */
  constructor(api, me, signal) {
    this.#api = api;
    this.#signal = signal;
    this.#shelf = `outbox.${me}`;
    this.#entries = passing.read(this.#shelf, /** @type {Entry[]} */ ([]));
  }

  /** @param {string} conversationId */
  of(conversationId) {
    return this.#entries.filter((entry) => entry.conversationId === conversationId);
  }

  get hasUnsent() {
    return this.#entries.some((entry) => entry.status !== "sent");
  }

  /**
   * @param {string} conversationId
   * @param {string} text
   */
  add(conversationId, text) {
    this.#entries.push(newEntry(conversationId, text));
    this.#wake(conversationId);
  }

  /** @param {string} clientId */
  retry(clientId) {
    const entry = this.#find(clientId);
    if (entry) this.#wake(entry.conversationId);
  }

  /**
   * Takes a message back that the server has refused.
   *
   * @param {string} clientId
   * @returns {string} its text
   */
  discard(clientId) {
    const entry = this.#find(clientId);
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#changed();
    return entry?.text ?? "";
  }

  /** Tries everything again: after a log-in, a reload, a reconnection. */
  resume() {
    this.#paused = false;
    for (const id of this.#conversations()) this.#wake(id);
  }

  /** Nothing leaves while there is no session. */
  pause() {
    this.#paused = true;
  }

  forget() {
    this.#entries = [];
    passing.forget(this.#shelf);
  }

  /**
   * Entries whose messages the conversation now shows have done their work.
   *
   * @param {string} conversationId
   * @param {readonly Message[]} messages
   */
  settle(conversationId, messages) {
    const last = messages.at(-1)?.seq ?? 0;
    const shown = (/** @type {Entry} */ entry) =>
      entry.conversationId === conversationId && entry.seq !== null && entry.seq <= last;
    if (this.#entries.some(shown)) this.#entries = this.#entries.filter((entry) => !shown(entry));
  }

  /** @param {string} clientId */
  #find(clientId) {
    return this.#entries.find((entry) => entry.clientId === clientId);
  }

  /** @param {string} conversationId */
  #wake(conversationId) {
    for (const entry of this.of(conversationId)) if (entry.status === "failed" && !entry.final) restart(entry);
    this.#changed();
    void this.#run(conversationId);
  }

  #runAll() {
    for (const id of this.#conversations()) void this.#run(id);
  }

  #conversations() {
    return new Set(this.#entries.map((entry) => entry.conversationId));
  }

  /** @param {string} conversationId */
  async #run(conversationId) {
    if (this.#busy.has(conversationId)) return;
    this.#busy.add(conversationId);
    let entry = this.#next(conversationId);
    while (entry && (await this.#deliver(entry))) entry = this.#next(conversationId);
    this.#busy.delete(conversationId);
  }

  /** @param {string} conversationId */
  #next(conversationId) {
    const silent = this.#paused || Date.now() < this.#silentUntil;
    return silent ? undefined : this.of(conversationId).find((entry) => entry.status === "waiting");
  }

  /**
   * @param {Entry} entry
   * @returns {Promise<boolean>} whether the next one may follow
   */
  async #deliver(entry) {
    entry.status = "sending";
    this.#changed();
    try {
      const { seq } = await this.#api.send(entry.conversationId, entry.clientId, entry.text);
      entry.status = "sent";
      entry.seq = seq;
      this.#changed();
      this.onSent(entry.conversationId, seq);
      return true;
    } catch (error) {
      return this.#fail(entry, error instanceof ApiError ? error : new ApiError(0, "unknown"));
    }
  }

  /**
   * @param {Entry} entry
   * @param {ApiError} error
   */
  #fail(entry, error) {
    entry.status = "waiting";
    entry.trouble = { status: error.status, code: error.code };
    if (error.status === 401) this.pause();
    else if (error.passing) this.#putOff(entry, error);
    else this.#refuse(entry);
    this.#changed();
    return entry.final;
  }

  /**
   * @param {Entry} entry
   * @param {ApiError} error
   */
  #putOff(entry, error) {
    const pause = error.retryAfter ?? pauses[entry.attempts];
    if (entry.attempts >= pauses.length || pause === undefined) {
      // Later ones must not overtake it: they fail with it, and are tried again with it.
      for (const other of this.of(entry.conversationId)) if (other.status === "waiting") other.status = "failed";
      return;
    }
    entry.attempts += 1;
    if (error.retryAfter !== null) this.#silentUntil = Date.now() + pause * 1000;
    setTimeout(() => this.#runAll(), pause * 1000 + 10);
  }

  /** @param {Entry} entry */
  #refuse(entry) {
    entry.status = "failed";
    entry.final = true;
    this.onRefused(entry.conversationId);
  }

  #changed() {
    const unsent = this.#entries.filter((entry) => entry.status !== "sent");
    passing.write(
      this.#shelf,
      unsent.map((entry) => (entry.final ? entry : { ...entry, status: "waiting", attempts: 0 })),
    );
    this.#signal.changed();
  }
}

/**
 * @param {string} conversationId
 * @param {string} text
 * @returns {Entry}
 */
function newEntry(conversationId, text) {
  return {
    clientId: newId(),
    conversationId,
    text,
    createdAt: new Date(serverNow()).toISOString(),
    status: "waiting",
    attempts: 0,
    final: false,
    trouble: null,
    seq: null,
  };
}

/** @param {Entry} entry */
function restart(entry) {
  entry.status = "waiting";
  entry.attempts = 0;
}
