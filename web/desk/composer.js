// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Row } from "./types.js" */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { isComposing } from "./ime.js";
import { t } from "./language.js";

/**
 * Where the agent writes. The draft is the truth and the field shows it, so switching conversations, a log-in in
 * between or a message given back need nothing special.
 *
 * @param {Desk} desk
 * @param {() => void} onSend
 */
export function createComposer(desk, onSend) {
  const field = h("textarea", {
    id: "reply",
    rows: 1,
    placeholder: t("composer.placeholder"),
    enterkeyhint: "send",
    "aria-describedby": "reply-hint",
  });
  const send = h(
    "button",
    { type: "submit", class: "button primary send", "aria-label": t("composer.send") },
    icon("send"),
  );
  const node = h(
    "form",
    { class: "composer" },
    h("label", { for: "reply", class: "visually-hidden" }, t("composer.label")),
    h("div", { class: "composer-box" }, field, send),
    h("p", { id: "reply-hint", class: "composer-hint" }, t("composer.hint")),
  );

  node.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(desk, field.value, onSend);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    submit(desk, field.value, onSend);
  });
  field.addEventListener("input", () => {
    written(desk, field.value);
    fit(field);
  });

  /** @param {Row} row */
  function render(row) {
    const draft = desk.drafts.get(row.id);
    if (field.value !== draft) {
      field.value = draft;
      fit(field);
    }
    field.lang = row.locale;
    send.disabled = draft.trim() === "";
  }

  return { node, render, focus: () => field.focus() };
}

/**
 * @param {Desk} desk
 * @param {string} text
 * @param {() => void} onSend
 */
function submit(desk, text, onSend) {
  const row = desk.openRow;
  if (!row || !desk.isMine(row) || text.trim() === "") return;
  onSend();
  desk.send(row.id, text.trim());
}

/**
 * @param {Desk} desk
 * @param {string} text
 */
function written(desk, text) {
  const id = desk.openId;
  if (id === null) return;
  desk.drafts.set(id, text);
  if (text.trim() !== "") desk.tellTyping(id);
  desk.signal.changed();
}

/**
 * Browsers that cannot let a field grow with its text by style alone are helped.
 *
 * @param {HTMLTextAreaElement} field
 */
function fit(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
