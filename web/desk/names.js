// @ts-check
/** @import { Row } from "./types.js" */
import { shortId } from "./ids.js";
import { t } from "./language.js";

/** @param {Row} row */
export function customerName(row) {
  return row.customer.name || t("customer.visitor", { id: shortId(row.id) });
}

/**
 * @param {Row} row
 * @param {string} me
 */
export function stateName(row, me) {
  if (row.state === "agent" && row.assignee) return row.assignee.id === me ? t("state.mine") : row.assignee.name;
  return t(`state.${row.state}`);
}

/**
 * @param {{id: string, name: string}} assignee
 * @param {string} me
 */
export function assigneeName({ id, name }, me) {
  return id === me ? t("role.me", { name }) : name;
}

/** @param {string} locale */
export function localeName(locale) {
  if (locale === "zh-CN" || locale === "zh-TW" || locale === "en") return t(`locale.${locale}`);
  return locale;
}

/** @param {string} channel */
export function channelName(channel) {
  if (channel === "web" || channel === "telegram") return t(`channel.${channel}`);
  return channel;
}
