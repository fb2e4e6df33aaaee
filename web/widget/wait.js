// @ts-check

/** Doubling, and scattered, so that a thousand widgets do not come back in the same second. @param {number} failures from 1 */
export function backoff(failures) {
  return Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
}

/** A sleep that can be ended early. */
export class Alarm {
  wake = () => {};

  /** @param {number} ms @returns {Promise<void>} */
  wait(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
