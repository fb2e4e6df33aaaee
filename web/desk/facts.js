// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { Child } from "./dom.js" */
/** @import { Row, Summary, Tried } from "./types.js" */
import { link } from "./cards.js";
import { h, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { safeUrl } from "./links.js";
import { assigneeName, channelName, customerName, localeName } from "./names.js";
import { comment, stars } from "./rating.js";
import { conversationHref } from "./route.js";
import { createTickets } from "./tickets.js";
import { fullTime } from "./time.js";

/**
 * The right pane: what the bot learned before it asked for a human, and who the customer is.
 *
 * @param {Desk} desk
 */
export function createFacts(desk) {
  const back = h("a", { class: "icon-button back", "aria-label": t("facts.back") }, icon("back"));
  const title = h("h2", { class: "facts-title", tabindex: -1, id: "facts-title" }, t("facts.title"));
  const body = h("div", { class: "facts-body" });
  const tickets = createTickets(desk);
  const scroll = h(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": "facts-title" },
    tickets.node,
    body,
  );
  const node = h(
    "section",
    { class: "pane facts", "aria-labelledby": "facts-title" },
    h("header", { class: "facts-head" }, back, title),
    scroll,
  );

  function render() {
    const row = desk.openRow;
    const contents = row && desk.conversations.get(row.id);
    if (row) back.href = conversationHref(row.id);
    node.classList.toggle("blank", !contents);
    tickets.render();
    redraw(body, row && contents ? [facts(row), contents.summary] : null, () =>
      row && contents ? [...learned(row, contents.summary), customer(row, desk)] : [],
    );
  }

  return { node, render, focusHeading: () => title.focus() };
}

/**
 * Messages change a row all the time, and none of that is shown here.
 *
 * @param {Row} row
 */
function facts({ last_seq: _seq, last_message: _message, updated_at: _updated, position: _position, ...rest }) {
  return rest;
}

/**
 * @param {Row} row
 * @param {Summary|null} summary
 */
function learned(row, summary) {
  const topic = (summary?.topic ?? row.topic)?.title ?? t("row.no_topic");
  if (!summary) {
    const why = row.state === "bot" ? t("facts.summary_later") : t("facts.no_summary");
    return [section(t("facts.handoff"), list([[t("facts.topic"), topic]]), h("p", { class: "muted" }, why))];
  }
  const reason = summary.reason ?? t("facts.no_reason");
  return [
    section(
      t("facts.handoff"),
      list([
        [t("facts.reason"), reason],
        [t("facts.topic"), topic],
      ]),
    ),
    section(t("facts.said"), said(summary.said, row.locale)),
    section(t("facts.tried"), ...tried(summary.tried)),
  ];
}

/**
 * @param {string} title
 * @param {...Child} content
 */
function section(title, ...content) {
  return h("section", { class: "facts-section" }, h("h3", {}, title), ...content);
}

/**
 * @param {string[]} words
 * @param {string} locale
 */
function said(words, locale) {
  if (words.length === 0) return h("p", { class: "muted" }, t("facts.said_nothing"));
  return h(
    "ul",
    { class: "said-list" },
    ...words.map((text) => h("li", {}, h("q", { dir: "auto", lang: locale }, text))),
  );
}

/**
 * The bot may have gone through more than one article: each stands above its steps.
 *
 * @param {Tried[]} steps
 */
function tried(steps) {
  if (steps.length === 0) return [h("p", { class: "muted" }, t("facts.tried_nothing"))];
  return byArticle(steps).map((group) =>
    h(
      "div",
      { class: "tried" },
      h("p", { class: "tried-article" }, group[0]?.article.title ?? ""),
      h("ol", {}, ...group.map(triedStep)),
    ),
  );
}

/** @param {Tried[]} steps */
function byArticle(steps) {
  /** @type {Tried[][]} */
  const groups = [];
  for (const step of steps) {
    const group = groups.at(-1);
    if (group?.[0]?.article.id === step.article.id) group.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** @param {Tried} tried */
function triedStep({ step, outcome, answer }) {
  const words = outcome === "answered" && answer ? t("outcome.answered_with", { answer }) : t(`outcome.${outcome}`);
  return h(
    "li",
    { class: outcome },
    h("span", { class: "tried-step" }, step.title),
    h("span", { class: "outcome" }, words),
  );
}

/**
 * @param {Row} row
 * @param {Desk} desk
 */
function customer(row, desk) {
  return section(t("facts.customer"), list(details(row, desk)));
}

/** @param {[string, Child][]} pairs */
function list(pairs) {
  return h("dl", {}, ...pairs.flatMap(([term, value]) => [h("dt", {}, term), h("dd", { dir: "auto" }, value)]));
}

/**
 * @param {Row} row
 * @param {Desk} desk
 * @returns {[string, Child][]}
 */
function details(row, desk) {
  const missing = t("facts.unknown");
  return [
    [t("facts.name"), row.customer.name ? customerName(row) : missing],
    [t("facts.email"), row.customer.email ?? missing],
    [t("facts.page"), pageLink(row.page_url) ?? missing],
    [t("facts.channel"), channelName(row.channel)],
    [t("facts.language"), localeName(row.locale)],
    [t("facts.since"), fullTime(row.created_at)],
    [t("facts.assignee"), row.assignee ? assigneeName(row.assignee, desk.agent.id) : missing],
    [t("rating.title"), row.rating ? h("div", { class: "rating" }, stars(row.rating), comment(row.rating, row.locale)) : missing],
  ];
}

/** @param {string|null} address */
function pageLink(address) {
  const url = address ? safeUrl(address) : null;
  // The customer's browser said so; where it leads has to be seen before it is pressed.
  return url ? link(url, url.host + url.pathname) : address;
}
