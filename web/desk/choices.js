// @ts-check
/** @import { Message } from "./types.js" */

/** @typedef {{label: string, action: string}} Choice */

/**
 * The buttons a message offers: a step's answers, a plain message's buttons, the options of a "did you mean".
 *
 * @param {Message} message
 * @returns {Choice[]}
 */
export function choicesOf(message) {
  const choices = message.data?.buttons ?? message.data?.options;
  return Array.isArray(choices) ? choices : [];
}

/**
 * Which button the customer chose: what they said next, before the bot offered anything else.
 *
 * @param {readonly Message[]} messages
 * @param {number} index
 * @returns {number} -1 when none
 */
export function chosenIn(messages, index) {
  const message = messages[index];
  const choices = message ? choicesOf(message) : [];
  if (choices.length === 0) return -1;
  const answer = answerAfter(messages, index);
  return answer ? choices.findIndex((choice) => isChoice(choice, answer)) : -1;
}

/**
 * @param {readonly Message[]} messages
 * @param {number} index
 */
function answerAfter(messages, index) {
  for (const message of messages.slice(index + 1)) {
    if (message.role === "customer") return message;
    if (choicesOf(message).length > 0) return null;
  }
  return null;
}

/**
 * A pressed button carries its action; a customer may as well type the words that stand on it.
 *
 * @param {Choice} choice
 * @param {Message} answer
 */
function isChoice(choice, answer) {
  const action = answer.data?.action;
  return typeof action === "string" ? action === choice.action : answer.text.trim() === choice.label;
}
