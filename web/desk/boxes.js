// @ts-check
/** @import { Box, Row } from "./types.js" */

export const boxes = /** @type {const} */ (["queue", "mine", "all"]);

/**
 * @param {Row} row
 * @param {Box} box
 * @param {string} me
 */
export function belongs(row, box, me) {
  if (box === "queue") return row.state === "queued";
  if (box === "mine") return isMine(row, me);
  return true;
}

/**
 * @param {Row} row
 * @param {string} me
 */
export function isMine(row, me) {
  return row.state === "agent" && row.assignee?.id === me;
}

/**
 * Since when a human owes the customer something, or null: the queue, and customers of mine who spoke last.
 *
 * @param {Row} row
 * @param {string} me
 */
export function waitingSince(row, me) {
  if (row.state === "queued") return row.queued_at ?? row.updated_at;
  if (isMine(row, me) && row.last_message?.role === "customer") return row.last_message.created_at;
  return null;
}

/** @param {Row} row */
export function lastActivity(row) {
  return row.last_message?.created_at ?? row.updated_at;
}

/**
 * @param {Row[]} rows
 * @param {Box} box
 * @param {string} me
 */
export function sorted(rows, box, me) {
  const before = box === "queue" ? longestFirst : box === "mine" ? owedFirst(me) : newestFirst;
  return [...rows].sort(before);
}

/**
 * @param {Row} one
 * @param {Row} other
 */
function longestFirst(one, other) {
  return Number(other.urgent) - Number(one.urgent) || moment(one.queued_at) - moment(other.queued_at);
}

/**
 * My box is a list of what is to be done: who waits for my word comes first, longest first.
 *
 * @param {string} me
 * @returns {(one: Row, other: Row) => number}
 */
function owedFirst(me) {
  return (one, other) => {
    const since = waitingSince(one, me);
    const otherSince = waitingSince(other, me);
    if (since && otherSince) return moment(since) - moment(otherSince);
    if (since || otherSince) return since ? -1 : 1;
    return newestFirst(one, other);
  };
}

/**
 * @param {Row} one
 * @param {Row} other
 */
function newestFirst(one, other) {
  return moment(lastActivity(other)) - moment(lastActivity(one));
}

/** @param {string|null} iso */
function moment(iso) {
  return iso === null ? 0 : Date.parse(iso);
}
