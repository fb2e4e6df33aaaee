// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { MenuActions } from "./menu.js" */
import { mark } from "./brand.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { askForNotices, createMenu } from "./menu.js";

/**
 * @param {Desk} desk
 * @param {MenuActions} actions
 * @param {AbortSignal} stop
 */
export function createTopbar(desk, actions, stop) {
  const menu = createMenu(desk, actions, stop);
  const ask = h(
    "button",
    { type: "button", class: "button quiet-button", onclick: () => void askForNotices(desk) },
    icon("bell"),
    t("menu.notices_ask"),
  );
  const keys = h(
    "button",
    { type: "button", class: "icon-button keys-button", "aria-label": t("menu.keys"), onclick: actions.onHelp },
    icon("keyboard"),
  );
  const node = h(
    "header",
    { class: "topbar" },
    h("div", { class: "brand" }, mark(), h("span", {}, t("app.name"))),
    ask,
    keys,
    menu.node,
  );

  function render() {
    ask.hidden = desk.notices.state !== "unasked";
    menu.render();
  }

  return { node, render };
}
