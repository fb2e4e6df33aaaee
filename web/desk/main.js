// @ts-check
/** @import { Language } from "./language.js" */
/** @import { Session } from "./types.js" */
import { placeAnnouncer } from "./announcer.js";
import { Api } from "./api.js";
import { confirmed } from "./confirm.js";
import { Desk } from "./desk.js";
import { h } from "./dom.js";
import { ApiError, explain } from "./errors.js";
import { icon } from "./icons.js";
import { markPage, setLanguage, t } from "./language.js";
import { createLogin } from "./login.js";
import { createShell } from "./shell.js";
import { placeToasts, toast } from "./toast.js";

const page = /** @type {HTMLElement} */ (document.getElementById("app"));
const api = new Api();

/** @type {{desk: Desk, shell: {node: HTMLElement, end: () => void}}|null} */
let current = null;

/** @type {HTMLElement|null} lies over the desk, which waits underneath with everything that was typed */
let login = null;

/** What the agent logged in with, which need not be the name that customers see. */
let accountName = "";

/** @type {Element|null} */
let focusedBefore = null;

async function start() {
  markPage();
  placeAnnouncer();
  placeToasts();
  api.onExpired = () => showLogin(true);
  api.onSession = welcome;
  window.addEventListener("beforeunload", warnOfUnsent);
  await enter();
}

async function enter() {
  try {
    welcome(await api.session());
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) showLogin(false);
    else showFailure(error);
  }
}

/** @param {Session} session */
function welcome({ agent }) {
  if (current && current.desk.agent.id !== agent.id) leave();
  if (!current) {
    const desk = new Desk(agent, api);
    current = { desk, shell: drawShell(desk) };
    desk.start();
  } else if (login) {
    current.desk.resume();
  }
  uncover();
}

/** @param {Desk} desk */
function drawShell(desk) {
  const shell = createShell(desk, { onLanguage: switchLanguage, onLogOut: () => void logOut() });
  page.replaceChildren(shell.node);
  return shell;
}

/**
 * Every word on the page changes; the desk behind it stays as it is.
 *
 * @param {Language} language
 */
function switchLanguage(language) {
  setLanguage(language);
  if (login) return redrawLogin(login);
  if (!current) return;
  current.shell.end();
  current.shell = drawShell(current.desk);
  document.getElementById("menu-opener")?.focus();
}

/** @param {HTMLElement} shown */
function redrawLogin(shown) {
  const field = shown.querySelector("input");
  accountName = field?.value ?? "";
  showLogin(shown.dataset.expired === "true");
}

/** @param {boolean} expired */
function showLogin(expired) {
  // Several calls may find out at the same time; what is typed into the form already stays.
  if (login?.dataset.expired === String(expired) && login.lang === document.documentElement.lang) return;
  if (!login) focusedBefore = document.activeElement;
  current?.desk.pause();
  const view = createLogin({
    logIn,
    onDone: welcome,
    onLanguage: switchLanguage,
    name: accountName || (current?.desk.agent.name ?? ""),
    expired,
  });
  cover(view.node, expired);
  view.focus();
}

/**
 * @param {string} name
 * @param {string} password
 */
function logIn(name, password) {
  accountName = name;
  return api.logIn(name, password);
}

/**
 * @param {HTMLElement} node
 * @param {boolean} expired
 */
function cover(node, expired) {
  login?.remove();
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  node.dataset.expired = String(expired);
  node.lang = document.documentElement.lang;
  login = node;
  page.hidden = true;
  page.before(node);
  document.title = t("login.title");
}

function uncover() {
  if (!login) return;
  login.remove();
  login = null;
  page.hidden = false;
  current?.desk.signal.changed();
  if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) focusedBefore.focus();
}

/** @param {unknown} error */
function showFailure(error) {
  const retry = h("button", { type: "button", class: "button primary", onclick: () => void enter() }, t("retry"));
  page.replaceChildren(
    h(
      "main",
      { class: "login" },
      h("div", { class: "empty" }, icon("warning"), h("h1", {}, t("app.name")), h("p", {}, explain(error)), retry),
    ),
  );
}

async function logOut() {
  if (!current) return;
  const { desk } = current;
  const unsent = desk.drafts.any || desk.outbox.hasUnsent;
  if (
    unsent &&
    !(await confirmed({ title: t("log_out.title"), text: t("log_out.unsent"), yes: t("menu.log_out"), danger: true }))
  )
    return;
  try {
    await api.logOut();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) return toast(t("log_out.failed"));
  }
  desk.forget();
  accountName = "";
  leave();
  showLogin(false);
}

function leave() {
  current?.desk.end();
  current?.shell.end();
  current = null;
  page.replaceChildren();
}

/** @param {BeforeUnloadEvent} event */
function warnOfUnsent(event) {
  if (current?.desk.outbox.hasUnsent) event.preventDefault();
}

void start();
