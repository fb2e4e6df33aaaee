// @ts-check
import { serverNow } from "./clock.js";
import { language, t } from "./language.js";

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * Formats are slow to make and asked for in every row.
 *
 * @param {string} name
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(name, options) {
  const key = `${language()} ${name}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(language(), options);
  formats.set(key, made);
  return made;
}

/** @param {string} iso */
export function clockTime(iso) {
  return format("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));
}

/** @param {string} iso */
export function fullTime(iso) {
  return format("full", { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(new Date(iso));
}

/** @param {string} iso */
export function dayKey(iso) {
  return new Date(iso).toDateString();
}

/** @param {string} iso */
export function dayName(iso) {
  const ago = daysAgo(iso);
  if (ago === 0) return t("time.today");
  if (ago === 1) return t("time.yesterday");
  return format("day", { year: "numeric", month: "long", day: "numeric", weekday: "short" }).format(new Date(iso));
}

/**
 * As short as a row in a list wants it.
 *
 * @param {string} iso
 */
export function shortTime(iso) {
  const ago = daysAgo(iso);
  if (ago === 0) return clockTime(iso);
  if (ago === 1) return t("time.yesterday");
  return format("short", { month: "numeric", day: "numeric" }).format(new Date(iso));
}

/** @param {string} iso */
function daysAgo(iso) {
  const start = (/** @type {Date} */ date) => new Date(date).setHours(0, 0, 0, 0);
  return Math.round((start(new Date(serverNow())) - start(new Date(iso))) / 86_400_000);
}

/** @param {string} iso */
export function secondsSince(iso) {
  return Math.max(0, Math.floor((serverNow() - Date.parse(iso)) / 1000));
}

/** @param {string} iso */
export function waited(iso) {
  const seconds = secondsSince(iso);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return t("time.days", { days });
  if (hours > 0) return t("time.hours", { hours, minutes: twoDigits(minutes % 60) });
  return `${minutes}:${twoDigits(seconds % 60)}`;
}

/** @param {number} number */
function twoDigits(number) {
  return String(number).padStart(2, "0");
}
