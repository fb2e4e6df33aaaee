// @ts-check
/** @import { Row, TypingSign } from "./types.js" */
import { eventsUrl } from "./api.js";

/** A blip that the browser mends at once is not worth a banner. */
const grace = 1500;
const longestPause = 30_000;

/**
 * @typedef {object} LiveListeners
 * @property {(row: Row) => void} onConversation
 * @property {(sign: TypingSign) => void} onTyping
 * @property {() => void} onUp the stream runs: what happened before has to be asked for
 * @property {() => void} onDown
 * @property {() => void} onRefused the server answered, but gave no stream
 */

/** The one stream of events, which comes back whatever happens to it. */
export class Live {
  /** @type {EventSource|null} */
  #source = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #again;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #warning;
  #failures = 0;
  #listeners;
  #online = () => this.restart();
  #offline = () => this.#warn();

  /** @param {LiveListeners} listeners */
  constructor(listeners) {
    this.#listeners = listeners;
  }

  start() {
    window.addEventListener("online", this.#online);
    // The stream itself may take minutes to notice.
    window.addEventListener("offline", this.#offline);
    this.restart();
  }

  stop() {
    window.removeEventListener("online", this.#online);
    window.removeEventListener("offline", this.#offline);
    this.#clear();
  }

  restart() {
    this.#clear();
    const source = new EventSource(eventsUrl);
    source.addEventListener("open", () => this.#up());
    source.addEventListener("error", () => this.#down(source));
    source.addEventListener("conversation", (event) => read(event, this.#listeners.onConversation));
    source.addEventListener("typing", (event) => read(event, this.#listeners.onTyping));
    this.#source = source;
  }

  #clear() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#again);
    this.#calm();
  }

  #up() {
    this.#failures = 0;
    this.#calm();
    this.#listeners.onUp();
  }

  /** @param {EventSource} source */
  #down(source) {
    this.#warn();
    // While it says "connecting" the browser tries again by itself; after a refusal it never does.
    if (source.readyState !== EventSource.CLOSED) return;
    this.#listeners.onRefused();
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#retry(), this.#pause());
  }

  /** The pending warning has to outlive the retry, or a server that keeps refusing would never show. */
  #retry() {
    const warning = this.#warning;
    this.#warning = undefined;
    this.restart();
    this.#warning = warning;
  }

  #warn() {
    this.#warning ??= setTimeout(() => this.#listeners.onDown(), grace);
  }

  #calm() {
    clearTimeout(this.#warning);
    this.#warning = undefined;
  }

  /** Not all agents at the same moment when a server comes back. */
  #pause() {
    const pause = Math.min(longestPause, 1000 * 2 ** this.#failures);
    this.#failures += 1;
    return pause * (0.75 + Math.random() / 2);
  }
}

/**
 * @template T
 * @param {MessageEvent<string>} event
 * @param {(value: T) => void} use
 */
function read(event, use) {
  use(JSON.parse(event.data));
}
