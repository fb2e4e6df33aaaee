// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Row } from "./types.js" */
import { createComposer } from "./composer.js";
import { h, redraw, setText } from "./dom.js";
import { ApiError, explain } from "./errors.js";
import { createThreadFoot } from "./threadfoot.js";
import { createThreadHead } from "./threadhead.js";
import { icon } from "./icons.js";
import { reconcile } from "./keyed.js";
import { t } from "./language.js";
import { createItem, updateItem } from "./message.js";
import { homeHref } from "./route.js";
import { keepAtBottom } from "./scrolling.js";
import { timeline } from "./timeline.js";

/**
 * The middle pane: one conversation.
 *
 * @param {Desk} desk
 */
export function createThread(desk) {
  const composer = createComposer(desk, () => bottom.jump());
  const head = createThreadHead(desk);
  const foot = createThreadFoot(desk, composer, (id) => void take(id));
  const list = h("ol", { class: "messages" });
  const scroll = h(
    "div",
    { class: "scroll thread-scroll", tabindex: 0, role: "region", "aria-label": t("thread.messages") },
    list,
  );
  const bottom = keepAtBottom(scroll, list);
  const typing = h("p", { class: "typing-line" });
  const conversation = h(
    "div",
    { class: "conversation" },
    head.node,
    h("div", { class: "thread-body" }, scroll, bottom.button),
    typing,
    foot.node,
  );
  const instead = h("div", { class: "instead" });
  const node = h("section", { class: "pane thread", "aria-label": t("thread.label") }, conversation, instead);
  let shownId = "";
  /** @type {string|null} the conversation whose reply gets the focus as soon as it can be written */
  let awaited = null;

  /** @param {Row} row */
  function renderConversation(row) {
    head.render(row);
    const messages = desk.conversations.get(row.id)?.messages ?? [];
    const items = timeline(messages, desk.outbox.of(row.id));
    reconcile(
      list,
      items,
      (item) => `${row.id} ${item.key}`,
      createItem,
      (element, item) => updateItem(element, item, desk, row),
    );
    foot.render(row);
    setText(typing, typingText(desk, row));
    if (shownId !== row.id || messages.length === 0) bottom.jump();
    bottom.follow(items.length);
    shownId = row.id;
    focusAwaited(row);
  }

  /** @param {Row} row */
  function focusAwaited(row) {
    if (awaited !== row.id || !desk.isMine(row)) return;
    awaited = null;
    composer.focus();
  }

  /**
   * Takes a conversation that waits, and leads straight to its reply.
   *
   * @param {string} id
   */
  async function take(id) {
    if (!(await desk.take(id))) return;
    awaited = id;
    desk.signal.changed();
  }

  function render() {
    const row = desk.openRow;
    const ready = row !== null && desk.conversations.get(row.id) !== null;
    conversation.hidden = !ready;
    instead.hidden = ready;
    if (row && ready) renderConversation(row);
    else renderInstead(instead, desk);
  }

  return { node, render, take, focusReply: composer.focus, focusHeading: head.focus };
}

/**
 * @param {Desk} desk
 * @param {Row} row
 */
function typingText(desk, row) {
  const role = desk.typing.in(row.id);
  if (role === "customer") return t("thread.customer_typing");
  return role === "agent" ? t("thread.colleague_typing", { name: row.assignee?.name ?? t("role.agent") }) : "";
}

/**
 * @param {HTMLElement} instead
 * @param {Desk} desk
 */
function renderInstead(instead, desk) {
  const id = desk.openId;
  const trouble = id === null ? null : desk.conversations.trouble(id);
  const waiting = desk.rows.count("queue");
  redraw(instead, [id, trouble instanceof ApiError && trouble.status, waiting], () => {
    if (id === null) return nothingOpen(waiting);
    return trouble === null ? [h("p", { class: "quiet" }, t("thread.loading"))] : failure(desk, trouble);
  });
}

/** @param {number} waiting */
function nothingOpen(waiting) {
  const hint = waiting > 0 ? t("thread.none.waiting", { count: waiting }) : t("thread.none.calm");
  return [
    h("div", { class: "empty" }, icon("inbox"), h("p", { class: "empty-title" }, t("thread.none")), h("p", {}, hint)),
  ];
}

/**
 * @param {Desk} desk
 * @param {unknown} trouble
 */
function failure(desk, trouble) {
  const gone = trouble instanceof ApiError && trouble.status === 404;
  const way = gone
    ? null
    : h("button", { type: "button", class: "button", onclick: () => void desk.reopen() }, t("retry"));
  const back = h("a", { class: "button", href: homeHref }, t("thread.back"));
  return [
    h(
      "div",
      { class: "empty" },
      icon("warning"),
      h("p", {}, explain(trouble)),
      h("div", { class: "dialog-actions" }, back, way ?? ""),
    ),
  ];
}
