// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Entry } from "./outbox.js" */
/** @import { Row } from "./types.js" */
/** @import { Item, MessageItem } from "./timeline.js" */
import { drawBody } from "./cards.js";
import { h, redraw } from "./dom.js";
import { ApiError, explain } from "./errors.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { lineText } from "./lines.js";
import { customerName } from "./names.js";
import { clockTime, dayName, fullTime } from "./time.js";

/** @param {Item} item */
export function createItem(item) {
  return h("li", { class: item.type });
}

/**
 * @param {HTMLElement} element
 * @param {Item} item
 * @param {Desk} desk
 * @param {Row} row
 */
export function updateItem(element, item, desk, row) {
  element.className = classOf(item);
  redraw(element, [item, customerName(row)], () => draw(item, desk, row));
}

/** @param {Item} item */
function classOf(item) {
  if (item.type === "message")
    return ["message", item.message.role, item.follows && "follows", isPress(item) && "pressed"]
      .filter(Boolean)
      .join(" ");
  if (item.type === "pending") return `message agent pending ${item.entry.status}`;
  return item.type;
}

/** @param {MessageItem} item */
function isPress({ message }) {
  return message.role === "customer" && typeof message.data?.action === "string";
}

/**
 * @param {Item} item
 * @param {Desk} desk
 * @param {Row} row
 */
function draw(item, desk, row) {
  switch (item.type) {
    case "day":
      return [h("span", {}, dayName(item.at))];
    case "line":
      return [h("span", {}, lineText(item.message)), time(item.message.created_at)];
    case "message":
      return [
        heading(item, desk, row),
        h("div", { class: "bubble", lang: row.locale }, ...drawBody(item.message, item.chosen)),
      ];
    case "pending":
      return [
        h("div", { class: "bubble" }, h("p", { class: "said", dir: "auto" }, item.entry.text)),
        fate(item.entry, desk),
      ];
  }
}

/**
 * Messages that follow keep their heading for screen readers, which meet each list item by itself.
 *
 * @param {MessageItem} item
 * @param {Desk} desk
 * @param {Row} row
 */
function heading(item, desk, row) {
  const attributes = { class: item.follows ? "visually-hidden" : "speaker" };
  return h(
    "div",
    attributes,
    item.message.role === "bot" ? icon("bot") : null,
    h("bdi", {}, speaker(item, desk, row)),
    time(item.message.created_at),
  );
}

/**
 * @param {MessageItem} item
 * @param {Desk} desk
 * @param {Row} row
 */
function speaker({ message, agentName }, desk, row) {
  if (message.role === "customer") return customerName(row);
  if (message.role !== "agent") return t(`role.${message.role}`);
  const name = agentName ?? row.assignee?.name ?? t("role.agent");
  return name === desk.agent.name ? t("role.me", { name }) : name;
}

/** @param {string} at */
function time(at) {
  return h("time", { datetime: at, title: fullTime(at) }, clockTime(at));
}

/**
 * What has become of a message that is not in the conversation yet.
 *
 * @param {Entry} entry
 * @param {Desk} desk
 */
function fate(entry, desk) {
  if (entry.status === "failed") return failure(entry, desk);
  const words = entry.status === "sent" ? t("pending.sent") : entry.trouble ? t("pending.again") : t("pending.sending");
  return h("div", { class: "fate" }, words);
}

/**
 * @param {Entry} entry
 * @param {Desk} desk
 */
function failure(entry, desk) {
  const reason = entry.trouble ? explain(new ApiError(entry.trouble.status, entry.trouble.code)) : t("error.unknown");
  const retry = button(t("pending.retry"), () => desk.outbox.retry(entry.clientId));
  const edit = button(t("pending.take_back"), () => desk.takeBack(entry.conversationId, entry.clientId));
  const discard = button(t("pending.discard"), () => desk.outbox.discard(entry.clientId));
  const ways = entry.final ? [edit, discard] : [retry];
  return h(
    "div",
    { class: "fate" },
    icon("warning"),
    h("span", {}, t("pending.failed", { reason })),
    h("span", { class: "ways" }, ...ways),
  );
}

/**
 * @param {string} label
 * @param {() => void} press
 */
function button(label, press) {
  return h("button", { type: "button", class: "link-button", onclick: press }, label);
}
