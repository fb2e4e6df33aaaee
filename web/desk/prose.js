// @ts-check
import { h } from "./dom.js";

const point = /^\s*[-*•]\s+/;

/**
 * A step's body as articles write it: short paragraphs, and lists of a few points.
 *
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function prose(text) {
  const blocks = text.split(/\n\s*\n/).flatMap(splitByKind);
  return blocks.map((lines) => (point.test(lines[0] ?? "") ? list(lines) : h("p", {}, lines.join("\n"))));
}

/**
 * A list may follow its sentence without a blank line in between.
 *
 * @param {string} block
 * @returns {string[][]}
 */
function splitByKind(block) {
  /** @type {string[][]} */
  const groups = [];
  for (const line of block.split("\n")) {
    const group = groups.at(-1);
    if (group && point.test(group[0] ?? "") === point.test(line)) group.push(line);
    else groups.push([line]);
  }
  return groups;
}

/** @param {string[]} lines */
function list(lines) {
  return h("ul", {}, ...lines.map((line) => h("li", {}, line.replace(point, ""))));
}
