// @ts-check
/** @import { Language } from "./language.js" */
/** @import { Session } from "./types.js" */
import { mark } from "./brand.js";
import { h, redraw } from "./dom.js";
import { ApiError, explain } from "./errors.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { languages } from "./menu.js";

/**
 * @typedef {object} LoginOptions
 * @property {(name: string, password: string) => Promise<Session>} logIn
 * @property {(session: Session) => void} onDone
 * @property {(language: Language) => void} onLanguage
 * @property {string} name whose session ran out, or empty
 * @property {boolean} expired
 */

/** @param {LoginOptions} options */
export function createLogin(options) {
  const name = h("input", {
    id: "name",
    name: "username",
    autocomplete: "username",
    required: true,
    value: options.name,
    autocapitalize: "none",
    spellcheck: "false",
  });
  const password = h("input", {
    id: "password",
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
  });
  const problem = h("div", { class: "login-problem", role: "alert" });
  const submit = h("button", { type: "submit", class: "button primary wide" }, t("login.submit"));
  const form = h(
    "form",
    { class: "login-card", method: "post", novalidate: true },
    h("h1", { class: "brand" }, mark(), h("span", {}, t("app.name"))),
    h(
      "p",
      { class: options.expired ? "login-lead expired" : "login-lead" },
      options.expired ? t("login.expired") : t("login.lead"),
    ),
    field(t("login.name"), name),
    field(t("login.password"), password, revealer(password)),
    problem,
    submit,
  );
  const say = (/** @type {string} */ text) =>
    redraw(problem, text, () => (text ? [icon("warning"), h("p", {}, text)] : []));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt({ name, password, submit, say }, options);
  });
  return {
    node: h("main", { class: "login" }, form, languages(options.onLanguage)),
    focus: () => (name.value ? password : name).focus(),
  };
}

/**
 * @param {string} label
 * @param {HTMLInputElement} input
 * @param {HTMLElement|string} [extra]
 */
function field(label, input, extra = "") {
  return h(
    "div",
    { class: "field" },
    h("label", { for: input.id }, label),
    h("div", { class: "field-box" }, input, extra),
  );
}

/** @param {HTMLInputElement} password */
function revealer(password) {
  const toggle = () => {
    const shown = password.type === "password";
    password.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  const button = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": t("login.show"), "aria-pressed": "false", onclick: toggle },
    icon("eye"),
  );
  return button;
}

/**
 * @typedef {object} LoginForm
 * @property {HTMLInputElement} name
 * @property {HTMLInputElement} password
 * @property {HTMLButtonElement} submit
 * @property {(text: string) => void} say
 */

/**
 * @param {LoginForm} form
 * @param {LoginOptions} options
 */
async function attempt(form, options) {
  const missing = [form.name, form.password].find((input) => input.value === "");
  if (missing) return complain(form, t(missing === form.name ? "login.need_name" : "login.need_password"), missing);
  form.submit.disabled = true;
  form.say("");
  try {
    options.onDone(await options.logIn(form.name.value.trim(), form.password.value));
  } catch (error) {
    form.submit.disabled = false;
    refused(form, error);
  }
}

/**
 * @param {LoginForm} form
 * @param {unknown} error
 */
function refused(form, error) {
  if (error instanceof ApiError && error.status === 429) return waitOut(form, error.retryAfter ?? 30);
  const wrong = error instanceof ApiError && error.status === 401;
  complain(form, wrong ? t("login.wrong") : explain(error), form.password);
  // What was typed is nearly always to be typed anew, from the first letter on.
  if (wrong) form.password.select();
}

/**
 * @param {LoginForm} form
 * @param {string} text
 * @param {HTMLInputElement} input
 */
function complain(form, text, input) {
  for (const each of [form.name, form.password]) each.toggleAttribute("aria-invalid", false);
  input.setAttribute("aria-invalid", "true");
  form.say(text);
  input.focus();
}

/**
 * The button counts down; the alert does not, or a screen reader would read every second.
 *
 * @param {LoginForm} form
 * @param {number} seconds
 */
function waitOut(form, seconds) {
  form.say(t("login.too_many"));
  form.submit.disabled = true;
  let left = seconds;
  const timer = setInterval(count, 1000);
  function count() {
    form.submit.textContent = left > 0 ? t("login.wait", { seconds: left }) : t("login.submit");
    form.submit.disabled = left > 0;
    if (left <= 0 || !form.submit.isConnected) clearInterval(timer);
    left -= 1;
  }
  count();
}
