// @ts-check
/** @import { Row } from "./types.js" */
import { t } from "./language.js";
import { customerName } from "./names.js";
import { conversationHref, goTo } from "./route.js";
import { lasting } from "./storage.js";

/** The operating system's notifications, for an agent who looks at another window. */
export class Notices {
  wanted = lasting.read("notices", true);

  /** @returns {"unsupported"|"unasked"|"blocked"|"on"|"off"} */
  get state() {
    if (!("Notification" in window) || !window.isSecureContext) return "unsupported";
    if (Notification.permission === "default") return "unasked";
    if (Notification.permission === "denied") return "blocked";
    return this.wanted ? "on" : "off";
  }

  /** Browsers ask only in answer to a press of a button, and remember a "no" for good. */
  async ask() {
    await Notification.requestPermission();
    this.#want(true);
  }

  toggle() {
    this.#want(!this.wanted);
  }

  /** @param {Row} row */
  arrival(row) {
    this.#show(row, t("notice.arrival"));
  }

  /** @param {Row} row */
  word(row) {
    this.#show(row, t("notice.word"));
  }

  /** @param {boolean} wanted */
  #want(wanted) {
    this.wanted = wanted;
    lasting.write("notices", wanted);
  }

  /**
   * Notifications show on locked screens and stay in lists: who and about what, never what was said.
   *
   * @param {Row} row
   * @param {string} title
   */
  #show(row, title) {
    if (this.state !== "on" || document.hasFocus()) return;
    const body = [customerName(row), row.topic?.title].filter(Boolean).join(" · ");
    try {
      const notification = new Notification(title, {
        body,
        tag: `okpay-${row.id}`,
        lang: document.documentElement.lang,
      });
      notification.addEventListener("click", () => {
        window.focus();
        goTo(conversationHref(row.id));
        notification.close();
      });
    } catch {
      // Chrome on Android has the class, but lets only service workers use it.
    }
  }
}
