// @ts-check
import { h } from "./dom.js";

/** The mark beside the name; the name itself is always written out next to it. */
export function mark() {
  return h("img", { src: "/desk/static/mark.svg", alt: "", class: "mark", width: 28, height: 28 });
}
