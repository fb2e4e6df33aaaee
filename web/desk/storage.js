// @ts-check

const prefix = "okpay.desk.";

/**
 * Browsers may refuse storage (private windows, policy); the desk must work without it, only more forgetfully.
 *
 * @param {Storage} storage
 */
function shelf(storage) {
  return {
    /**
     * @template T
     * @param {string} key
     * @param {T} fallback
     * @returns {T}
     */
    read(key, fallback) {
      try {
        const text = storage.getItem(prefix + key);
        return text === null ? fallback : JSON.parse(text);
      } catch {
        return fallback;
      }
    },
    /**
     * @param {string} key
     * @param {unknown} value
     */
    write(key, value) {
      try {
        storage.setItem(prefix + key, JSON.stringify(value));
      } catch {
        // Full or forbidden: what is on the screen stays right, it only is not remembered.
      }
    },
    /** @param {string} key */
    forget(key) {
      try {
        storage.removeItem(prefix + key);
      } catch {
        // As above.
      }
    },
  };
}

/** Habits of this browser: language, sound, box, what was read. */
export const lasting = shelf(window.localStorage);

/** What an agent typed about a customer: it must survive a reload, but not stay on a shared machine. */
export const passing = shelf(window.sessionStorage);
