// @ts-check
/** @import { Row } from "./types.js" */
import { isMine } from "./boxes.js";
import { lasting } from "./storage.js";

const remembered = 500;

/** How far this agent has read each conversation, in this browser: the server keeps no such mark. */
export class Seen {
  #shelf;
  #me;

  /** @param {string} me */
  constructor(me) {
    this.#me = me;
    this.#shelf = `seen.${me}`;
    /** @type {Record<string, number>} */
    this.marks = lasting.read(this.#shelf, {});
  }

  /**
   * @param {string} id
   * @param {number} seq
   * @returns {boolean} whether that was news
   */
  mark(id, seq) {
    if ((this.marks[id] ?? 0) >= seq) return false;
    // Another tab may have read on meanwhile.
    this.marks = lasting.read(this.#shelf, this.marks);
    delete this.marks[id];
    this.marks[id] = seq;
    this.marks = Object.fromEntries(Object.entries(this.marks).slice(-remembered));
    lasting.write(this.#shelf, this.marks);
    return true;
  }

  /**
   * Only what concerns this agent can be unread: the queue, and customers who wait for their word.
   *
   * @param {Row} row
   */
  isUnread(row) {
    if ((this.marks[row.id] ?? 0) >= row.last_seq) return false;
    return row.state === "queued" || (isMine(row, this.#me) && row.last_message?.role === "customer");
  }
}
