// @ts-check
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./language.js";

/**
 * @param {{title: string, text: string, warning?: string, yes: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export async function confirmed({ title, text, warning, yes, danger = false }) {
  const answer = await ask(title, (close) => [
    h("p", {}, text),
    warning ? h("p", { class: "dialog-warning" }, warning) : null,
    h(
      "div",
      { class: "dialog-actions" },
      h("button", { type: "button", class: "button", onclick: () => close("") }, t("dialog.cancel")),
      h(
        "button",
        {
          type: "button",
          class: danger ? "button danger" : "button primary",
          autofocus: true,
          onclick: () => close("yes"),
        },
        yes,
      ),
    ),
  ]);
  return answer === "yes";
}
