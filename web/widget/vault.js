// @ts-check

const NAMES = ['conversation', 'outbox', 'read', 'locale', 'rated'];

/**
 * What outlives the page, shared by the tabs of an origin. Each customer that the page names has a vault of their own, so that
 * whoever signs in next at the same computer does not read the last one's conversation.
 */
export class Vault {
  #prefix;
  /** Where the browser refuses storage, the widget still works, for as long as the page lives. @type {Map<string, string>} */
  #memory = new Map();

  /** @param {string} owner */
  constructor(owner) {
    this.#prefix = `okpay-chat:${owner}:`;
    if (owner && this.get('conversation') === null) this.#adopt(new Vault(''));
  }

  /** Signing in goes on with what was begun as a stranger. @param {Vault} stranger */
  #adopt(stranger) {
    if (!stranger.get('conversation')) return;
    for (const name of NAMES) {
      this.set(name, stranger.get(name));
      stranger.set(name, null);
    }
  }

  /** @param {string} name @returns {any} */
  get(name) {
    try {
      return JSON.parse(this.#memory.get(name) ?? localStorage.getItem(this.#prefix + name) ?? 'null');
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {unknown} value null forgets it */
  set(name, value) {
    this.#memory.delete(name);
    const text = JSON.stringify(value);
    try {
      if (value === null) localStorage.removeItem(this.#prefix + name);
      else localStorage.setItem(this.#prefix + name, text);
    } catch {
      this.#memory.set(name, text);
    }
  }

  /** Calls back with the name of whatever another tab has changed. @param {(name: string) => void} heard @param {AbortSignal} signal */
  watch(heard, signal) {
    addEventListener('storage', ({ key }) => key?.startsWith(this.#prefix) && heard(key.slice(this.#prefix.length)), { signal });
  }
}
