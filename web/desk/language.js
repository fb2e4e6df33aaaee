// @ts-check
import { lasting } from "./storage.js";
import { words } from "./words.js";

/**
 * @typedef {keyof typeof words} Language
 * @typedef {keyof typeof words["zh-CN"]} WordKey
 */

/** Each language under its own name, so that whoever reads only that one finds it. */
export const languageNames = /** @type {const} */ ({ "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" });

/** @type {Language} */
let current = firstLanguage();

/** @returns {Language} */
function firstLanguage() {
  const remembered = lasting.read("language", "");
  if (isLanguage(remembered)) return remembered;
  // English is only ever chosen: many Chinese agents run an English browser.
  return /^zh-(tw|hk|mo|hant)/i.test(navigator.language) ? "zh-TW" : "zh-CN";
}

/**
 * @param {string} value
 * @returns {value is Language}
 */
function isLanguage(value) {
  return value in words;
}

export function language() {
  return current;
}

/** @param {Language} chosen */
export function setLanguage(chosen) {
  current = chosen;
  lasting.write("language", chosen);
  markPage();
}

/** Fonts and screen readers go by the page's language: the same code point is drawn differently in Beijing and Taipei. */
export function markPage() {
  document.documentElement.lang = current;
}

/**
 * @param {WordKey} key
 * @param {Record<string, string|number>} [values]
 */
export function t(key, values = {}) {
  return words[current][key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
