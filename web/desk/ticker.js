// @ts-check
import { h, setText } from "./dom.js";
import { secondsSince, waited } from "./time.js";

/** From these many seconds on, waiting is long, or too long. */
const long = 180;
const tooLong = 600;

/**
 * A waiting time that counts on by itself.
 *
 * @param {string} since
 */
export function waitingTime(since) {
  const element = h("time", { class: "waiting", datetime: since, "data-since": since });
  refresh(element);
  return element;
}

/** @param {HTMLElement} element */
function refresh(element) {
  const since = element.dataset.since ?? "";
  setText(element, waited(since));
  const level = levelOf(secondsSince(since));
  if (element.dataset.level !== level) element.dataset.level = level;
}

/** @param {number} seconds */
function levelOf(seconds) {
  if (seconds >= tooLong) return "too-long";
  return seconds >= long ? "long" : "short";
}

/**
 * One timer for the whole page, so that all the rows count in step.
 *
 * @param {AbortSignal} stop
 */
export function startTicking(stop) {
  const timer = setInterval(() => {
    for (const element of document.querySelectorAll("time[data-since]")) {
      if (element instanceof HTMLElement) refresh(element);
    }
  }, 1000);
  stop.addEventListener("abort", () => clearInterval(timer));
}
