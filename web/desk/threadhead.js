// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Row } from "./types.js" */
import { confirmed } from "./confirm.js";
import { h, hiddenText, redraw, setText } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { channelName, customerName, stateName } from "./names.js";
import { comment, stars } from "./rating.js";
import { aboutHref, homeHref } from "./route.js";

/**
 * Who this is, how it stands, and the way out.
 *
 * @param {Desk} desk
 */
export function createThreadHead(desk) {
  const name = h("h2", { class: "thread-name", tabindex: -1, dir: "auto" });
  const sub = h("p", { class: "thread-sub" });
  const about = h("a", { class: "icon-button about-link", "aria-label": t("thread.about") }, icon("info"));
  const close = h(
    "button",
    { type: "button", class: "button close-button", onclick: () => void end() },
    t("thread.close"),
  );
  const back = h("a", { class: "icon-button back", href: homeHref });
  const node = h(
    "header",
    { class: "thread-head" },
    back,
    h("div", { class: "thread-title" }, name, sub),
    close,
    about,
  );

  /** The button goes away with the conversation's end, and would take the focus with it. */
  async function end() {
    if (await endOpen(desk)) name.focus();
  }

  /** @param {Row} row */
  function render(row) {
    setText(name, customerName(row));
    redraw(sub, [row.state, row.assignee, row.urgent, row.topic, row.channel, row.rating], () => subtitle(row, desk));
    redraw(back, desk.rows.count("queue"), () => backLabel(desk.rows.count("queue")));
    about.href = aboutHref(row.id);
    close.hidden = !desk.isMine(row);
    close.disabled = desk.acting === "close";
  }

  return { node, render, focus: () => name.focus() };
}

/**
 * On a phone the list is out of sight: the way back says how many wait there.
 *
 * @param {number} waiting
 */
function backLabel(waiting) {
  const count = waiting > 0 && h("span", { class: "count" }, hiddenText(t("box.queue")), String(waiting));
  return [icon("back"), hiddenText(t("thread.back")), count];
}

/**
 * @param {Row} row
 * @param {Desk} desk
 */
function subtitle(row, desk) {
  return [
    h("span", { class: `state ${row.state}` }, stateName(row, desk.agent.id)),
    row.urgent && h("span", { class: "chip danger" }, t("row.urgent")),
    h("span", { class: "thread-topic" }, [row.topic?.title, channelName(row.channel)].filter(Boolean).join(" · ")),
    row.rating && stars(row.rating),
    row.rating && comment(row.rating, row.locale),
  ];
}

/** @param {Desk} desk */
async function endOpen(desk) {
  const row = desk.openRow;
  if (!row) return false;
  const unsent =
    desk.drafts.get(row.id).trim() !== "" || desk.outbox.of(row.id).some((entry) => entry.status !== "sent");
  const yes = await confirmed({
    title: t("close.title", { name: customerName(row) }),
    text: t("close.text"),
    ...(unsent ? { warning: t("close.unsent") } : {}),
    yes: t("close.yes"),
    danger: unsent,
  });
  return yes && desk.close(row.id);
}
