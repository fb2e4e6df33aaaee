// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Box } from "./types.js" */
import { boxes } from "./boxes.js";
import { h, redraw } from "./dom.js";
import { explain } from "./errors.js";
import { icon } from "./icons.js";
import { reconcile } from "./keyed.js";
import { t } from "./language.js";
import { createRow, updateRow } from "./row.js";

/**
 * The left pane: the boxes and the list of conversations.
 *
 * @param {Desk} desk
 */
export function createInbox(desk) {
  const tabs = h(
    "div",
    { class: "boxes", role: "group", "aria-label": t("inbox.boxes") },
    ...boxes.map((box) => boxButton(desk, box)),
  );
  const rows = h("ul", { class: "rows" });
  const rest = h("div", { class: "rows-rest" });
  const node = h(
    "nav",
    { class: "pane inbox", "aria-labelledby": "inbox-title" },
    h("h2", { id: "inbox-title", class: "visually-hidden", tabindex: -1 }, t("inbox.title")),
    tabs,
    h("div", { class: "scroll" }, rows, rest),
  );

  function render() {
    for (const tab of tabs.children) updateTab(desk, /** @type {HTMLElement} */ (tab));
    const shown = desk.rows.loaded ? desk.rows.inBox(desk.box) : [];
    reconcile(
      rows,
      shown,
      (row) => row.id,
      createRow,
      (element, row) => updateRow(element, row, desk),
    );
    rows.hidden = shown.length === 0;
    rows.setAttribute("aria-label", t(`box.${desk.box}`));
    renderRest(rest, desk, shown.length);
  }

  return { node, render };
}

/**
 * @param {Desk} desk
 * @param {Box} box
 */
function boxButton(desk, box) {
  return h("button", { type: "button", class: "box", "data-box": box, onclick: () => desk.showBox(box) });
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} tab
 */
function updateTab(desk, tab) {
  const box = /** @type {Box} */ (tab.dataset.box);
  const count = box === "all" ? 0 : desk.rows.count(box);
  tab.setAttribute("aria-pressed", String(desk.box === box));
  redraw(tab, count, () => [t(`box.${box}`), count > 0 && h("span", { class: "count" }, String(count))]);
}

/**
 * @param {HTMLElement} rest
 * @param {Desk} desk
 * @param {number} shown
 */
function renderRest(rest, desk, shown) {
  const { loaded, trouble, hasMore } = desk.rows;
  const more = desk.box === "all" && hasMore;
  redraw(rest, [desk.box, shown === 0, loaded, trouble !== null, more], () => {
    if (!loaded) return [trouble === null ? h("p", { class: "quiet" }, t("inbox.loading")) : failure(desk)];
    if (shown === 0) return [empty(desk.box)];
    return [more && moreButton(desk)];
  });
}

/** @param {Desk} desk */
function failure(desk) {
  return h(
    "div",
    { class: "empty" },
    icon("warning"),
    h("p", {}, explain(desk.rows.trouble)),
    h("button", { type: "button", class: "button", onclick: () => void desk.reload() }, t("retry")),
  );
}

/** @param {Box} box */
function empty(box) {
  return h(
    "div",
    { class: "empty" },
    icon(box === "queue" ? "check" : "inbox"),
    h("p", { class: "empty-title" }, t(`empty.${box}`)),
    h("p", {}, t(`empty.${box}.hint`)),
  );
}

/** @param {Desk} desk */
function moreButton(desk) {
  return h("button", { type: "button", class: "button", onclick: () => void desk.rows.loadMore() }, t("inbox.more"));
}
