// @ts-check

/** @type {import('./types.js').Repeat} */
export const repeat = (work, failed) => {
  let running = false;
  let wake = () => {};
  return async () => {
    wake();
    if (running) return;
    running = true;
    for (let failures = 0, pause; ; ) {
      try {
        pause = await work();
        failures = 0;
      } catch (/** @type {any} */ error) {
        failed(error);
        // Scattered, so that a thousand widgets do not come back in the same second.
        pause = error.wait || Math.min(30_000, 500 * 2 ** ++failures) * (0.5 + Math.random() / 2);
      }
      if (pause === null) break;
      await new Promise((resolve) => setTimeout((wake = () => resolve(0)), pause));
    }
    running = false;
  };
};
