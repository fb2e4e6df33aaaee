// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Row } from "./types.js" */
import { lastActivity, waitingSince } from "./boxes.js";
import { h, hiddenText, redraw } from "./dom.js";
import { t } from "./language.js";
import { channelName, customerName, stateName } from "./names.js";
import { stars } from "./rating.js";
import { conversationHref } from "./route.js";
import { waitingTime } from "./ticker.js";
import { fullTime, shortTime } from "./time.js";

/** @param {Row} row */
export function createRow(row) {
  return h("li", {}, h("a", { class: "row", href: conversationHref(row.id), "data-id": row.id }));
}

/**
 * @param {HTMLElement} item
 * @param {Row} row
 * @param {Desk} desk
 */
export function updateRow(item, row, desk) {
  const link = /** @type {HTMLElement} */ (item.firstElementChild);
  const open = row.id === desk.openId;
  const unread = !open && desk.seen.isUnread(row);
  const note = noteOf(row, desk);
  link.classList.toggle("unread", unread);
  link.classList.toggle("urgent", row.urgent && row.state !== "closed");
  if (open) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
  const day = new Date().getDate();
  redraw(link, [row, note, unread, desk.box, day], () => [head(row, unread, desk), about(row, desk), preview(note)]);
}

/**
 * @param {Row} row
 * @param {boolean} unread
 * @param {Desk} desk
 */
function head(row, unread, desk) {
  return h(
    "span",
    { class: "row-head" },
    unread && h("span", { class: "dot" }, hiddenText(t("row.unread"))),
    h("bdi", { class: "row-name" }, customerName(row)),
    row.urgent && row.state !== "closed" && h("span", { class: "chip danger" }, t("row.urgent")),
    time(row, desk),
  );
}

/**
 * @param {Row} row
 * @param {Desk} desk
 */
function time(row, desk) {
  const since = waitingSince(row, desk.agent.id);
  if (since) return h("span", { class: "row-time" }, hiddenText(t("row.waiting")), waitingTime(since));
  const at = lastActivity(row);
  return h("time", { class: "row-time", datetime: at, title: fullTime(at) }, shortTime(at));
}

/**
 * @param {Row} row
 * @param {Desk} desk
 */
function about(row, desk) {
  const facts = [row.topic?.title ?? t("row.no_topic"), row.channel === "web" ? null : channelName(row.channel)].filter(
    Boolean,
  );
  // In the other two boxes every row is in the same state.
  const state = desk.box === "all" && h("span", { class: `state ${row.state}` }, stateName(row, desk.agent.id));
  const rating = row.rating && stars(row.rating);
  return h("span", { class: "row-about" }, h("span", { class: "row-topic" }, facts.join(" · ")), rating, state);
}

/** @typedef {{kind: "typing"|"draft"|"last", text: string}} Note */

/**
 * @param {Row} row
 * @param {Desk} desk
 * @returns {Note}
 */
function noteOf(row, desk) {
  const draft = desk.isMine(row) ? desk.drafts.get(row.id).trim() : "";
  if (desk.typing.in(row.id) === "customer") return { kind: "typing", text: t("row.typing") };
  if (draft && row.id !== desk.openId) return { kind: "draft", text: draft };
  return { kind: "last", text: lastWords(row) };
}

/**
 * What stays of a closed conversation is how the customer found it, and not that it was closed.
 *
 * @param {Row} row
 */
function lastWords(row) {
  if (row.state === "closed" && row.rating?.comment) return t("row.by", { who: t("rating.title") }) + row.rating.comment;
  const last = row.last_message;
  if (!last) return "";
  const speaker = last.role === "bot" || last.role === "agent" ? t("row.by", { who: t(`role.${last.role}`) }) : "";
  return speaker + last.text;
}

/** @param {Note} note */
function preview({ kind, text }) {
  const mark = kind === "draft" && h("span", { class: "draft-mark" }, t("row.draft"));
  return h("span", { class: `row-last ${kind}`, dir: "auto" }, mark, text || "\u00a0");
}
