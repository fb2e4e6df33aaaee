// @ts-check
/** @import { Api } from "./api.js" */
/** @import { Signal } from "./signal.js" */
/** @import { Box, Listing, Row } from "./types.js" */
import { belongs, boxes, sorted } from "./boxes.js";

/** The queue and my own box are shown whole; they are never this long on a working day. */
const whole = 200;
const page = 50;

/** The rows of every conversation the desk has heard of. A box is only a view of them. */
export class Rows {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** @type {Set<string>} what events brought while a list was under way */
  #fresher = new Set();
  #beyond = { queue: 0, mine: 0 };
  #limit = page;
  #api;
  #me;
  #signal;

  /** @type {Promise<boolean>|null} */
  #loading = null;
  #stale = false;

  /** @type {string|null} the open conversation, which stays even when no list has it */
  open = null;
  loaded = false;
  hasMore = false;
  /** @type {unknown} why the last load failed, or null */
  trouble = null;

  /**
   * @param {Api} api
   * @param {string} me
   * @param {Signal} signal
   */
  constructor(api, me, signal) {
    this.#api = api;
    this.#me = me;
    this.#signal = signal;
  }

  /** @param {string} id */
  get(id) {
    return this.#rows.get(id) ?? null;
  }

  /** @param {Box} box */
  inBox(box) {
    const members = [...this.#rows.values()].filter((row) => belongs(row, box, this.#me));
    return sorted(members, box, this.#me);
  }

  /** @param {"queue"|"mine"} box */
  count(box) {
    let known = 0;
    for (const row of this.#rows.values()) if (belongs(row, box, this.#me)) known += 1;
    return known + this.#beyond[box];
  }

  /**
   * Takes a row from an event or an answer. An answer may arrive after a newer event: the newer row stays.
   *
   * @param {Row} row
   * @returns {boolean} whether the row was taken
   */
  put(row) {
    const known = this.#rows.get(row.id);
    if (known && isOlder(row, known)) return false;
    this.#rows.set(row.id, row);
    this.#fresher.add(row.id);
    this.#signal.changed();
    return true;
  }

  /** @param {string} id */
  drop(id) {
    this.#rows.delete(id);
    this.#signal.changed();
  }

  /**
   * Reads the lists anew, and forgets rows that are in none of them any more. Two readings at once could overtake each
   * other: whoever asks meanwhile waits for one more.
   *
   * @returns {Promise<boolean>} whether it worked
   */
  load() {
    if (this.#loading) this.#stale = true;
    this.#loading ??= this.#loadUntilFresh();
    return this.#loading;
  }

  async #loadUntilFresh() {
    do {
      this.#stale = false;
      await this.#loadOnce();
    } while (this.#stale);
    this.#loading = null;
    this.#signal.changed();
    return this.trouble === null;
  }

  async #loadOnce() {
    this.#fresher.clear();
    try {
      const [queue, mine, all] = await Promise.all(boxes.map((box) => this.#api.list(box, this.#limitOf(box))));
      this.#replace(/** @type {Listing} */ (queue), /** @type {Listing} */ (mine), /** @type {Listing} */ (all));
      this.trouble = null;
    } catch (error) {
      this.trouble = error;
    }
  }

  loadMore() {
    this.#limit += page;
    return this.load();
  }

  /** @param {Box} box */
  #limitOf(box) {
    return box === "all" ? this.#limit : whole;
  }

  /**
   * @param {Listing} queue
   * @param {Listing} mine
   * @param {Listing} all
   */
  #replace(queue, mine, all) {
    const kept = [...this.#rows].filter(([id]) => this.#fresher.has(id) || id === this.open);
    const listed = [...queue.conversations, ...mine.conversations, ...all.conversations];
    this.#rows = new Map(kept);
    for (const row of listed) this.#putUnlessOlder(row);
    this.#beyond = {
      queue: Math.max(0, queue.counts.queue - queue.conversations.length),
      mine: Math.max(0, queue.counts.mine - mine.conversations.length),
    };
    this.hasMore = all.conversations.length >= this.#limit;
    this.loaded = true;
  }

  /** @param {Row} row */
  #putUnlessOlder(row) {
    const known = this.#rows.get(row.id);
    if (!known || !isOlder(row, known)) this.#rows.set(row.id, row);
  }
}

/**
 * A message raises `last_seq`; any other change only shows in `updated_at`.
 *
 * @param {Row} row
 * @param {Row} than
 */
function isOlder(row, than) {
  if (row.last_seq !== than.last_seq) return row.last_seq < than.last_seq;
  return Date.parse(row.updated_at) < Date.parse(than.updated_at);
}
