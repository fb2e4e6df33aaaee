// @ts-check
/** @import { Entry } from "./outbox.js" */
/** @import { Message } from "./types.js" */
import { chosenIn } from "./choices.js";
import { isLine } from "./lines.js";
import { dayKey } from "./time.js";

/** Messages of one speaker within this time share one heading. */
const together = 3 * 60_000;

/**
 * @typedef {object} DayItem
 * @property {"day"} type
 * @property {string} key
 * @property {string} at
 *
 * @typedef {object} LineItem
 * @property {"line"} type
 * @property {string} key
 * @property {Message} message
 *
 * @typedef {object} MessageItem
 * @property {"message"} type
 * @property {string} key
 * @property {Message} message
 * @property {boolean} follows whether the speaker's heading stands above already
 * @property {string|null} agentName
 * @property {number} chosen index of the button the customer chose, or -1
 *
 * @typedef {object} PendingItem
 * @property {"pending"} type
 * @property {string} key
 * @property {Entry} entry
 *
 * @typedef {DayItem|LineItem|MessageItem|PendingItem} Item
 */

/**
 * What the middle pane shows, from top to bottom.
 *
 * @param {readonly Message[]} messages
 * @param {readonly Entry[]} entries
 * @returns {Item[]}
 */
export function timeline(messages, entries) {
  /** @type {Item[]} */
  const items = [];
  /** @type {Message|null} */
  let previous = null;
  /** @type {string|null} */
  let agentName = null;
  let day = "";
  messages.forEach((message, index) => {
    if (dayKey(message.created_at) !== day) {
      day = dayKey(message.created_at);
      items.push({ type: "day", key: `day ${day}`, at: message.created_at });
      previous = null;
    }
    agentName = message.data?.agent?.name ?? agentName;
    items.push(
      isLine(message) ? lineItem(message) : messageItem(message, previous, agentName, chosenIn(messages, index)),
    );
    previous = message;
  });
  return [...items, ...entries.map(pendingItem)];
}

/**
 * @param {Message} message
 * @returns {LineItem}
 */
function lineItem(message) {
  return { type: "line", key: `seq ${message.seq}`, message };
}

/**
 * @param {Message} message
 * @param {Message|null} previous
 * @param {string|null} agentName
 * @param {number} chosen
 * @returns {MessageItem}
 */
function messageItem(message, previous, agentName, chosen) {
  return {
    type: "message",
    key: `seq ${message.seq}`,
    message,
    follows: belongsTogether(previous, message),
    agentName,
    chosen,
  };
}

/**
 * @param {Entry} entry
 * @returns {PendingItem}
 */
function pendingItem(entry) {
  return { type: "pending", key: `pending ${entry.clientId}`, entry };
}

/**
 * @param {Message|null} previous
 * @param {Message} message
 */
function belongsTogether(previous, message) {
  if (previous === null || previous.role !== message.role || isLine(previous)) return false;
  return Date.parse(message.created_at) - Date.parse(previous.created_at) < together;
}
