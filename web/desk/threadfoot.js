// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Row } from "./types.js" */
import { h, redraw } from "./dom.js";
import { t } from "./language.js";
import { waitingTime } from "./ticker.js";

/**
 * What the agent can do here: reply, take, or only read.
 *
 * @param {Desk} desk
 * @param {{node: HTMLElement, render: (row: Row) => void}} composer
 * @param {(id: string) => void} take
 */
export function createThreadFoot(desk, composer, take) {
  const bar = h("div", { class: "bar" });
  const node = h("footer", { class: "thread-foot" }, composer.node, bar);

  /** @param {Row} row */
  function render(row) {
    const mine = desk.isMine(row);
    composer.node.hidden = !mine;
    bar.hidden = mine;
    bar.classList.toggle("calls", row.state === "queued");
    if (mine) composer.render(row);
    else redraw(bar, [row.id, row.state, row.assignee, row.queued_at, desk.acting], () => drawBar(row, desk, take));
  }

  return { node, render };
}

/**
 * @param {Row} row
 * @param {Desk} desk
 * @param {(id: string) => void} take
 */
function drawBar(row, desk, take) {
  if (row.state !== "queued") return [h("p", {}, whyNot(row))];
  const wait = h("p", {}, t("take.waiting"), " ", waitingTime(row.queued_at ?? row.updated_at));
  const label = desk.acting === "take" ? t("take.taking") : t("take.take");
  return [
    wait,
    h(
      "button",
      { type: "button", class: "button primary take", disabled: desk.acting !== null, onclick: () => take(row.id) },
      label,
    ),
  ];
}

/** @param {Row} row */
function whyNot(row) {
  if (row.state === "closed") return t("foot.closed");
  if (row.state === "bot") return t("foot.bot");
  return t("foot.colleague", { name: row.assignee?.name ?? t("role.agent") });
}
