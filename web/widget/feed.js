// @ts-check
/** @import { Message, State, Data } from './types.js' */
/** @import { ServerEvent } from './sse.js' */
import { ApiError, isGone } from './api.js';
import { EventParser } from './sse.js';
import { Alarm, backoff } from './wait.js';

const PAGE = 100;
const SILENCE = 45_000;
const POLL = 3_000;
const DELIVERY = 5_000;
// So many rounds of polling before a stream is tried again, where a proxy on the way does not let one through.
const POLLS = 20;

/**
 * @typedef {{message: (message: Message) => void, event: (type: string, data: any) => void,
 *   caughtUp: () => void, online: (online: boolean) => void, gone: () => void}} FeedListener
 */

/**
 * Everything that the server says, in order and once. Each round asks for what is missing, then listens to the stream;
 * so history, gaps, reconnection and polling are one way of working.
 */
export class Feed {
  /** The newest seq that has been delivered, with all before it. */
  cursor = 0;
  #api;
  #on;
  #alarm = new Alarm();
  #round = 0;
  #rounds = 0;
  #misses = 0;
  #heard = 0;
  #connection = new AbortController();

  /** @param {import('./api.js').Api} api @param {FeedListener} on */
  constructor(api, on) {
    this.#api = api;
    this.#on = on;
  }

  start() {
    if (!this.#round) this.#run((this.#round = ++this.#rounds));
  }

  stop() {
    this.#round = 0;
    this.#connection.abort();
    this.#alarm.wake();
  }

  /** Ends a pause; a stream that may have died in the meantime is opened anew. @param {boolean} [suspect] */
  wake(suspect = Date.now() - this.#heard > 25_000) {
    if (suspect) this.#connection.abort();
    this.#alarm.wake();
  }

  /** The server has taken a message as `seq`: a stream that does not bring it soon is not one. @param {number} seq */
  expect(seq) {
    const round = this.#round;
    setTimeout(() => {
      if (round !== this.#round || this.cursor >= seq) return;
      this.#misses++;
      this.wake(true);
    }, DELIVERY);
  }

  /** @param {number} round */
  async #run(round) {
    for (let failures = 0; round === this.#round; ) {
      try {
        await this.#catchUp(round);
        failures = 0;
        this.#on.online(true);
        if (round === this.#round && this.#misses % POLLS < 2) await this.#listen(round);
        else this.#misses++;
      } catch (error) {
        if (round !== this.#round) return;
        if (isGone(error)) return this.#on.gone();
        this.#on.online(false);
        await this.#alarm.wait(Math.max(backoff(++failures), error instanceof ApiError ? error.retryAfter : 0));
      }
      // Even a stream that ended well is not opened again at once: a server going down closes thousands of them.
      if (round === this.#round && !failures) await this.#alarm.wait(this.#misses < 2 ? 800 * Math.random() : POLL);
    }
  }

  /** @param {number} round */
  async #catchUp(round) {
    for (let more = true; more && round === this.#round; ) {
      const page = await this.#api.messages(this.cursor, PAGE);
      if (round !== this.#round) return;
      page.forEach((message) => this.#deliver(message));
      more = page.length === PAGE;
    }
    this.#on.caughtUp();
  }

  /** The stream, until it ends, for whatever reason: the next round finds out what was missed. @param {number} round */
  async #listen(round) {
    const connection = (this.#connection = new AbortController());
    let timer = setTimeout(() => connection.abort(), SILENCE);
    this.#misses++;
    try {
      const response = await this.#api.events(this.cursor, connection.signal);
      if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) return;
      const parser = new EventParser();
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      const decoder = new TextDecoder();
      for (let read; !(read = await reader.read()).done && round === this.#round; ) {
        clearTimeout(timer);
        timer = setTimeout(() => connection.abort(), SILENCE);
        this.#heard = Date.now();
        this.#misses = 0;
        if (!parser.push(decoder.decode(read.value, { stream: true })).every((event) => this.#handle(event))) return;
      }
    } catch (error) {
      if (isGone(error)) throw error;
    } finally {
      clearTimeout(timer);
      connection.abort();
    }
  }

  /** @param {ServerEvent} event @returns {boolean} false when a message is missing before it */
  #handle({ type, data }) {
    const content = JSON.parse(data);
    if (type !== 'message') this.#on.event(type, content);
    else if (content.seq > this.cursor + 1) return false;
    else this.#deliver(content);
    return true;
  }

  /** @param {Message} message */
  #deliver(message) {
    if (message.seq <= this.cursor) return;
    this.cursor = message.seq;
    this.#on.message(message);
  }
}
