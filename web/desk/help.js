// @ts-check
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { keysSetting } from "./keys.js";
import { t } from "./language.js";

/** @typedef {[string[], Parameters<typeof t>[0]]} Shortcut */

/** @type {Shortcut[]} */
const shortcuts = [
  [["j", "↓"], "keys.next"],
  [["k", "↑"], "keys.previous"],
  [["Enter"], "keys.open"],
  [["t"], "keys.take"],
  [["r"], "keys.reply"],
  [["Enter"], "keys.send"],
  [["Shift", "Enter"], "keys.break"],
  [["Esc"], "keys.back"],
  [["?"], "keys.help"],
];

export function showHelp() {
  void ask(t("keys.title"), (close) => [
    h("dl", { class: "keys" }, ...shortcuts.flatMap(drawShortcut)),
    h("label", { class: "check" }, keysCheckbox(), t("keys.on")),
    h(
      "div",
      { class: "dialog-actions" },
      h(
        "button",
        { type: "button", class: "button primary", autofocus: true, onclick: () => close("") },
        t("dialog.close"),
      ),
    ),
  ]);
}

/** @param {Shortcut} shortcut */
function drawShortcut([keys, words]) {
  return [h("dt", {}, ...keys.map((key) => h("kbd", {}, key))), h("dd", {}, t(words))];
}

function keysCheckbox() {
  const box = h("input", { type: "checkbox", checked: keysSetting.on });
  box.addEventListener("change", () => {
    keysSetting.on = box.checked;
  });
  return box;
}
