// @ts-check
import { dialogIsOpen } from "./dialog.js";
import { isComposing } from "./ime.js";
import { lasting } from "./storage.js";

/**
 * @typedef {object} KeyActions
 * @property {(step: 1|-1) => void} onMove
 * @property {() => void} onTake
 * @property {() => void} onReply
 * @property {() => void} onBack
 * @property {() => void} onHelp
 */

/** Single keys get in the way of speech input and of slips: whoever wants none switches them off. */
export const keysSetting = {
  get on() {
    return lasting.read("keys", true);
  },
  /** @param {boolean} on */
  set on(on) {
    lasting.write("keys", on);
  },
};

/**
 * @param {KeyActions} actions
 * @param {AbortSignal} stop
 */
export function listenToKeys(actions, stop) {
  document.addEventListener("keydown", (event) => hear(event, actions), { signal: stop });
}

/**
 * @param {KeyboardEvent} event
 * @param {KeyActions} actions
 */
function hear(event, actions) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isComposing(event) || dialogIsOpen())
    return;
  if (event.key === "Escape") return actions.onBack();
  if (isTyping(event.target) || !keysSetting.on) return;
  const action = actionOf(event, actions);
  if (!action) return;
  event.preventDefault();
  action();
}

/**
 * @param {KeyboardEvent} event
 * @param {KeyActions} actions
 * @returns {(() => void)|null}
 */
function actionOf(event, actions) {
  const inList = event.target === document.body || isIn(event.target, ".rows");
  switch (event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key) {
    case "j":
      return () => actions.onMove(1);
    case "k":
      return () => actions.onMove(-1);
    // Anywhere else the arrows scroll.
    case "ArrowDown":
      return inList ? () => actions.onMove(1) : null;
    case "ArrowUp":
      return inList ? () => actions.onMove(-1) : null;
    case "t":
      return actions.onTake;
    case "r":
      return actions.onReply;
    case "?":
    case "？":
      return actions.onHelp;
    default:
      return null;
  }
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  return isIn(target, "input, textarea, select, [contenteditable]");
}

/**
 * @param {EventTarget|null} target
 * @param {string} selector
 */
function isIn(target, selector) {
  return target instanceof Element && target.closest(selector) !== null;
}
