// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Language } from "./language.js" */
import { h, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { language, languageNames, t } from "./language.js";

/**
 * @typedef {object} MenuActions
 * @property {(language: Language) => void} onLanguage
 * @property {() => void} onLogOut
 * @property {() => void} onHelp
 */

/**
 * The agent's own matters: language, sound, notifications, keys, leaving.
 *
 * @param {Desk} desk
 * @param {MenuActions} actions
 * @param {AbortSignal} stop
 */
export function createMenu(desk, actions, stop) {
  const panel = h("div", { class: "menu-panel", id: "menu-panel", hidden: true });
  const opener = h(
    "button",
    {
      type: "button",
      class: "menu-opener",
      id: "menu-opener",
      "aria-expanded": "false",
      "aria-controls": "menu-panel",
      onclick: () => show(panel.hidden === true),
    },
    h("bdi", { class: "menu-name" }, desk.agent.name),
    icon("menu"),
  );
  const node = h("div", { class: "menu" }, opener, panel);

  /** @param {boolean} open */
  function show(open) {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  }

  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    // This Escape is used up: it must not lead back to the list as well.
    event.stopPropagation();
    show(false);
    opener.focus();
  });
  document.addEventListener(
    "pointerdown",
    ({ target }) => {
      if (target instanceof Node && !node.contains(target)) show(false);
    },
    { signal: stop },
  );

  function render() {
    redraw(panel, [desk.chime.enabled, desk.notices.state], () => items(desk, actions, () => show(false)));
  }

  return { node, render };
}

/**
 * @param {Desk} desk
 * @param {MenuActions} actions
 * @param {() => void} close
 */
function items(desk, actions, close) {
  const help = () => {
    close();
    actions.onHelp();
  };
  return [
    languages(actions.onLanguage),
    switchItem(t("menu.sound"), desk.chime.enabled, () => desk.chime.toggle(), desk),
    notices(desk),
    item(t("menu.keys"), help),
    item(t("menu.log_out"), actions.onLogOut),
  ];
}

/** @param {(language: Language) => void} choose */
export function languages(choose) {
  const names = /** @type {[Language, string][]} */ (Object.entries(languageNames));
  const buttons = names.map(([code, name]) =>
    h(
      "button",
      {
        type: "button",
        lang: code,
        "aria-pressed": String(code === language()),
        "data-language": code,
        onclick: () => choose(code),
      },
      name,
    ),
  );
  return h("div", { class: "languages", role: "group", "aria-label": t("menu.language") }, ...buttons);
}

/**
 * @param {string} label
 * @param {() => void} press
 */
function item(label, press) {
  return h("button", { type: "button", class: "menu-item", onclick: press }, label);
}

/**
 * @param {string} label
 * @param {boolean} on
 * @param {() => void} toggle
 * @param {Desk} desk
 */
function switchItem(label, on, toggle, desk) {
  const press = () => {
    toggle();
    desk.signal.changed();
  };
  return h(
    "button",
    { type: "button", class: "menu-item", role: "switch", "aria-checked": String(on), onclick: press },
    label,
    h("span", { class: "switch" }),
  );
}

/** @param {Desk} desk */
function notices(desk) {
  const { state } = desk.notices;
  if (state === "on" || state === "off")
    return switchItem(t("menu.notices"), state === "on", () => desk.notices.toggle(), desk);
  if (state === "unasked") return item(t("menu.notices_ask"), () => void askForNotices(desk));
  return h("p", { class: "menu-note" }, t(`menu.notices_${state}`));
}

/** @param {Desk} desk */
export async function askForNotices(desk) {
  await desk.notices.ask();
  desk.signal.changed();
}
