// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Language } from "./language.js" */
import { createBanner } from "./banner.js";
import { h } from "./dom.js";
import { createFacts } from "./facts.js";
import { showHelp } from "./help.js";
import { createInbox } from "./inbox.js";
import { listenToKeys } from "./keys.js";
import { t } from "./language.js";
import { focusedId, focusRow, moveInList } from "./moving.js";
import { conversationHref, goTo, homeHref } from "./route.js";
import { createThread } from "./thread.js";
import { startTicking } from "./ticker.js";
import { setTitle } from "./title.js";
import { createTopbar } from "./topbar.js";

const narrow = window.matchMedia("(max-width: 767px)");

/** @typedef {{onLanguage: (language: Language) => void, onLogOut: () => void}} ShellActions */

/**
 * The whole desk on the screen: top bar, banner and the three panes.
 *
 * @param {Desk} desk
 * @param {ShellActions} actions
 */
export function createShell(desk, actions) {
  const stop = new AbortController();
  const parts = {
    topbar: createTopbar(desk, { ...actions, onHelp: showHelp }, stop.signal),
    banner: createBanner(desk),
    inbox: createInbox(desk),
    thread: createThread(desk),
    facts: createFacts(desk),
  };
  const panes = h("div", { class: "panes" }, parts.inbox.node, parts.thread.node, parts.facts.node);
  // Not in the top bar, which a phone hides while a conversation is open.
  const title = h("h1", { class: "visually-hidden" }, t("app.name"));
  const node = h(
    "div",
    { class: "desk" },
    parts.topbar.node,
    h("main", { class: "desk-main" }, title, parts.banner.node, panes),
  );
  let page = "";
  let last = desk.openId;

  function render() {
    for (const part of Object.values(parts)) part.render();
    if (!desk.paused) setTitle(desk.rows.count("queue"));
    turnTo(pageOf(desk));
    last = desk.openId ?? last;
  }

  /**
   * On a phone a pane is a page, and a new page has to be met at its top.
   *
   * @param {string} next
   */
  function turnTo(next) {
    const turned = page !== "" && page !== next;
    page = next;
    panes.dataset.page = next;
    if (!turned || !narrow.matches) return;
    if (next === "thread") parts.thread.focusHeading();
    else if (next === "about") parts.facts.focusHeading();
    else if (!focusRow(last)) document.getElementById("inbox-title")?.focus();
  }

  stop.signal.addEventListener("abort", desk.signal.subscribe(render));
  startTicking(stop.signal);
  listenToKeys(keyActions(desk, parts.thread), stop.signal);
  render();
  return { node, end: () => stop.abort() };
}

/** @param {Desk} desk */
function pageOf(desk) {
  if (desk.openId === null) return "list";
  return desk.route.about ? "about" : "thread";
}

/**
 * @param {Desk} desk
 * @param {ReturnType<typeof createThread>} thread
 */
function keyActions(desk, thread) {
  return {
    onMove: moveInList,
    onTake: () => takeFocused(desk, thread),
    onReply: thread.focusReply,
    onBack: () => goBack(desk),
    onHelp: showHelp,
  };
}

/**
 * The row that has the focus, else the conversation that is open.
 *
 * @param {Desk} desk
 * @param {ReturnType<typeof createThread>} thread
 */
function takeFocused(desk, thread) {
  const id = focusedId() ?? desk.openId;
  const row = id === null ? null : desk.rows.get(id);
  if (row?.state !== "queued") return;
  goTo(conversationHref(row.id));
  void thread.take(row.id);
}

/**
 * First out of the reply, then from the facts to the conversation, then to the list.
 *
 * @param {Desk} desk
 */
function goBack(desk) {
  const { id, about } = desk.route;
  if (document.activeElement instanceof HTMLTextAreaElement && !narrow.matches) {
    if (!focusRow(id)) document.activeElement.blur();
    return;
  }
  if (id === null) return;
  goTo(about ? conversationHref(id) : homeHref);
  if (!about) setTimeout(() => focusRow(id));
}
