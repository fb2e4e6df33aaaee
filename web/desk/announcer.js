// @ts-check
import { h } from "./dom.js";

/**
 * The only place that speaks to screen readers unasked. Everything else on the page is silent, so a busy queue does not
 * talk over the agent.
 */
const pause = 700;

const voice = h("div", { class: "visually-hidden", role: "status" });
/** @type {string[]} */
let due = [];
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;

/** Screen readers only notice changes in a region that they have already met. */
export function placeAnnouncer() {
  document.body.append(voice);
}

/** @param {string} text */
export function announce(text) {
  due = [...due.filter((other) => other !== text), text].slice(-3);
  timer ??= setTimeout(speak, pause);
}

function speak() {
  voice.replaceChildren(...due.map((text) => h("p", {}, text)));
  due = [];
  timer = undefined;
}
