// @ts-check
/** @import { Child } from "./dom.js" */
import { h } from "./dom.js";

/**
 * Opens a modal dialog; the browser itself keeps the focus inside and gives it back afterwards.
 *
 * @param {string} title
 * @param {(close: (answer: string) => void) => Child[]} draw
 * @returns {Promise<string>} the answer, empty when it was dismissed
 */
export function ask(title, draw) {
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" });
  const close = (/** @type {string} */ answer) => dialog.close(answer);
  const children = draw(close).filter((child) => child !== null && child !== undefined && child !== false);
  dialog.append(h("div", { class: "dialog-body" }, h("h2", { id: "dialog-title" }, title), ...children));
  dialog.addEventListener("click", (event) => {
    // Only the backdrop is the dialog itself; everything visible lies in its body.
    if (event.target === dialog) close("");
  });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}

export function dialogIsOpen() {
  return document.querySelector("dialog[open]") !== null;
}
