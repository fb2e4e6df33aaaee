// @ts-check
/** @import { Signal } from "./signal.js" */
/** @import { Role, TypingSign } from "./types.js" */

/** A sign fades by itself: nobody tells us that somebody has stopped. */
const fades = 6000;
const atMostEvery = 4000;

/** Who is typing in which conversation. */
export class TypingSigns {
  /** @type {Map<string, {role: Role, timer: ReturnType<typeof setTimeout>}>} */
  #signs = new Map();
  #signal;

  /** @param {Signal} signal */
  constructor(signal) {
    this.#signal = signal;
  }

  /** @param {string} id */
  in(id) {
    return this.#signs.get(id)?.role ?? null;
  }

  /** @param {TypingSign} sign */
  show(sign) {
    this.clear(sign.conversation_id);
    const timer = setTimeout(() => this.clear(sign.conversation_id), fades);
    this.#signs.set(sign.conversation_id, { role: sign.role, timer });
    this.#signal.changed();
  }

  /** @param {string} id */
  clear(id) {
    const sign = this.#signs.get(id);
    if (!sign) return;
    clearTimeout(sign.timer);
    this.#signs.delete(id);
    this.#signal.changed();
  }
}

/**
 * Tells the server that the agent is typing, but not at every key.
 *
 * @param {(id: string) => Promise<unknown>} tell
 */
export function typingTeller(tell) {
  let last = { id: "", at: 0 };
  return (/** @type {string} */ id) => {
    const now = Date.now();
    if (last.id === id && now - last.at < atMostEvery) return;
    last = { id, at: now };
    // A lost sign is no loss.
    tell(id).catch(() => {});
  };
}
