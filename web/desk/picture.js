// @ts-check
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./language.js";

/**
 * A customer's picture as large as the window lets it be: what matters in a screenshot is small print.
 *
 * @param {URL} address
 * @param {string} name
 */
export function showPicture(address, name) {
  void ask(name, (close) => [
    h("div", { class: "scroll whole-picture", tabindex: 0 }, h("img", { src: address.href, alt: name })),
    h(
      "div",
      { class: "dialog-actions" },
      h("a", { class: "button", href: address.href, download: name }, t("picture.save")),
      h(
        "button",
        { type: "button", class: "button primary", autofocus: true, onclick: () => close("") },
        t("picture.close"),
      ),
    ),
  ]);
}
