// @ts-check
/** @import { Child } from "./dom.js" */
/** @import { IconName } from "./icons.js" */
/** @import { Message } from "./types.js" */
import { choicesOf } from "./choices.js";
import { h, hiddenText } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { safeUrl } from "./links.js";
import { showPicture } from "./picture.js";
import { prose } from "./prose.js";

/** @typedef {(message: Message, chosen: number) => HTMLElement[]} Draw */

/** @type {Record<string, Draw>} */
const drawings = { guide_step: guideStep, articles, choice, form, ticket, attachment };

/**
 * What the customer saw, smaller. A kind that this desk does not know yet is still understood by its text.
 *
 * @type {Draw}
 */
export function drawBody(message, chosen) {
  const draw = message.data === null ? undefined : drawings[message.kind];
  return draw ? draw(message, chosen) : plain(message, chosen);
}

/** @type {Draw} */
function plain(message, chosen) {
  return [h("p", { class: "said", dir: "auto" }, message.text), ...choices(message, chosen)];
}

/** @type {Draw} */
function guideStep(message, chosen) {
  const { title, step, steps, body } = message.data ?? {};
  return [
    card(
      h(
        "div",
        { class: "card-head" },
        h("strong", {}, String(title ?? "")),
        h("span", { class: "step" }, t("card.step", { step, steps })),
      ),
      ...prose(String(body ?? message.text)),
      ...choices(message, chosen),
    ),
  ];
}

/** @type {Draw} */
function articles(message) {
  const found = Array.isArray(message.data?.articles) ? message.data.articles : [];
  const items = found.map((article) => h("li", {}, articleLink(article)));
  return [
    card(
      h("p", { class: "card-note" }, t("card.articles", { query: message.data?.query ?? "" })),
      h("ul", {}, ...items),
    ),
  ];
}

/** @param {{title?: unknown, url?: unknown}} article */
function articleLink({ title, url }) {
  const address = url ? safeUrl(url) : null;
  return address ? link(address, String(title ?? url)) : h("span", {}, String(title ?? ""));
}

/** @type {Draw} */
function choice(message, chosen) {
  return [h("p", { class: "said" }, String(message.data?.question ?? message.text)), ...choices(message, chosen)];
}

/** @type {Draw} */
function form(message) {
  const optional = message.data?.optional ? t("card.optional") : "";
  return [
    h("p", { class: "said" }, String(message.data?.prompt ?? message.text)),
    h("p", { class: "card-note" }, [t("card.form"), optional].filter(Boolean).join(" · ")),
  ];
}

/** @type {Draw} */
function ticket(message) {
  return [
    card(
      iconLine("file", h("strong", {}, t("card.ticket", { number: message.data?.number ?? "" }))),
      h("p", {}, message.text),
    ),
  ];
}

/** @type {Draw} */
function attachment(message) {
  const { name, size, url, media_type: type } = message.data ?? {};
  const address = url ? safeUrl(url) : null;
  const label = String(name ?? message.text);
  const line = iconLine(
    "file",
    address ? link(address, label) : h("span", {}, label),
    h("span", { class: "card-note" }, sizeText(size)),
  );
  return [card(isPicture(type) && address ? picture(address, label) : null, line)];
}

/**
 * Never SVG: it is a document of its own.
 *
 * @param {unknown} type
 */
function isPicture(type) {
  return /^image\/(png|jpeg|webp|gif)$/.test(String(type));
}

/**
 * @param {URL} address
 * @param {string} label
 */
function picture(address, label) {
  const image = h("img", { src: address.href, alt: label, loading: "lazy", class: "picture" });
  const button = h(
    "button",
    { type: "button", class: "picture-button", onclick: () => showPicture(address, label) },
    image,
    hiddenText(t("picture.enlarge")),
  );
  image.addEventListener("error", () => button.remove());
  return button;
}

/** @param {unknown} size */
function sizeText(size) {
  if (typeof size !== "number") return "";
  return size < 1_000_000 ? `${Math.max(1, Math.round(size / 1000))} KB` : `${(size / 1_000_000).toFixed(1)} MB`;
}

/**
 * Not buttons: an agent looks at what was offered, and cannot press it.
 *
 * @param {Message} message
 * @param {number} chosen
 */
function choices(message, chosen) {
  const offered = choicesOf(message);
  if (offered.length === 0) return [];
  return [
    h(
      "ul",
      { class: "choices", "aria-label": t("card.choices") },
      ...offered.map((each, index) => choiceChip(each.label, index === chosen)),
    ),
  ];
}

/**
 * @param {string} label
 * @param {boolean} chosen
 */
function choiceChip(label, chosen) {
  if (!chosen) return h("li", { class: "choice" }, label);
  return h("li", { class: "choice chosen" }, icon("check"), hiddenText(t("card.chosen")), label);
}

/**
 * @param {...Child} children
 */
function card(...children) {
  return h("div", { class: "card", dir: "auto" }, ...children);
}

/**
 * @param {IconName} name
 * @param {...Child} children
 */
function iconLine(name, ...children) {
  return h("div", { class: "icon-line" }, icon(name), ...children);
}

/**
 * @param {URL} address
 * @param {string} label
 */
export function link(address, label) {
  return h("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, label);
}
