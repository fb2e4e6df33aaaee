// @ts-check
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

const shown = 8000;

const place = h("div", { class: "toasts", role: "status" });

export function placeToasts() {
  document.body.append(place);
}

/**
 * Says in passing what did not work, and why. What matters longer stands in the page itself.
 *
 * @param {string} text
 */
export function toast(text) {
  const note = h("div", { class: "toast" }, icon("info"), h("p", {}, text));
  const dismiss = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": t("toast.dismiss"), onclick: () => note.remove() },
    icon("close"),
  );
  note.append(dismiss);
  place.replaceChildren(note);
  setTimeout(() => note.remove(), shown);
}
