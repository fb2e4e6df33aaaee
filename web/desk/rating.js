// @ts-check
/** @import { Rating } from "./types.js" */
import { h, hiddenText } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

const scores = [1, 2, 3, 4, 5];

/**
 * How the customer found it, as stars; a screen reader hears the number.
 *
 * @param {Rating} rating
 */
export function stars({ score }) {
  const drawn = scores.map((each) => h("span", { class: each <= score ? "star" : "star none" }, icon("star")));
  return h("span", { class: "stars" }, hiddenText(t("rating.stars", { score })), ...drawn);
}

/**
 * The customer's own words on it, in the quotation marks of their language.
 *
 * @param {Rating} rating
 * @param {string} lang
 */
export function comment({ comment: words }, lang) {
  return words && h("q", { class: "comment", dir: "auto", lang, title: words }, words);
}
