// @ts-check
/** @import { Desk } from "./desk.js" */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

/**
 * While the line is broken the desk may be out of date, and the agent must know.
 *
 * @param {Desk} desk
 */
export function createBanner(desk) {
  const node = h("div", { class: "banner", hidden: true }, icon("warning"), h("p", {}, t("banner.lost")));

  function render() {
    node.hidden = desk.connected;
  }

  return { node, render };
}
