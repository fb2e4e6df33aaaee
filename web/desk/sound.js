// @ts-check
import { lasting } from "./storage.js";

/**
 * Two soft notes for somebody new in the queue, one for a word from a customer of mine. Made on the spot: no file to
 * load, nothing for the content security policy to allow.
 */
export class Chime {
  /** @type {AudioContext|null} */
  #context = null;

  enabled = lasting.read("sound", true);

  /**
   * Browsers let a page sound only after somebody has touched it.
   *
   * @param {AbortSignal} stop
   */
  arm(stop) {
    const wake = () => void this.#wake();
    window.addEventListener("pointerdown", wake, { signal: stop });
    window.addEventListener("keydown", wake, { signal: stop });
    // The log-in was such a touch.
    if (navigator.userActivation?.hasBeenActive) wake();
  }

  toggle() {
    this.enabled = !this.enabled;
    lasting.write("sound", this.enabled);
    if (this.enabled) this.arrival();
  }

  arrival() {
    void this.#play([659.25, 880]);
  }

  word() {
    void this.#play([659.25]);
  }

  /** Browsers also put a context to sleep when it has been silent for long. */
  async #wake() {
    try {
      this.#context ??= new AudioContext();
      if (this.#context.state !== "running") await this.#context.resume();
    } catch {
      // No sound device: the title and the list still tell.
    }
  }

  /** @param {number[]} notes */
  async #play(notes) {
    if (!this.enabled || !this.#context) return;
    await this.#wake();
    const context = this.#context;
    if (context.state !== "running") return;
    notes.forEach((frequency, index) => ring(context, frequency, context.currentTime + index * 0.16));
  }
}

/**
 * @param {AudioContext} context
 * @param {number} frequency
 * @param {number} at
 */
function ring(context, frequency, at) {
  const tone = new OscillatorNode(context, { type: "sine", frequency });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.08, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.55);
}
