// @ts-check

/** Tells the views that something changed, once for all changes of one turn of the event loop. */
export class Signal {
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #due = false;

  /**
   * @param {() => void} listener
   * @returns {() => void} stops listening
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed() {
    if (this.#due) return;
    this.#due = true;
    // A microtask, not an animation frame: frames stop in a hidden tab, where the title must still count.
    queueMicrotask(() => {
      this.#due = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
