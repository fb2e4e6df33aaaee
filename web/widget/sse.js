// @ts-check

/** @typedef {{type: string, data: string}} ServerEvent */

/**
 * Server-sent events out of pieces of text. EventSource cannot send the Authorization header, hence our own.
 * Ids are not kept: every message carries its seq.
 */
export class EventParser {
  #rest = '';
  #type = '';
  /** @type {string[]} */
  #data = [];

  /** @param {string} piece @returns {ServerEvent[]} what is complete with this piece */
  push(piece) {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.map((line) => this.#line(line)).filter((event) => event !== null);
  }

  /** @param {string} line */
  #line(line) {
    if (line === '') return this.#end();
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') this.#type = value ?? '';
    if (field === 'data') this.#data.push(value ?? '');
    return null;
  }

  #end() {
    const event = this.#data.length ? { type: this.#type || 'message', data: this.#data.join('\n') } : null;
    this.#type = '';
    this.#data = [];
    return event;
  }
}
