// @ts-check
/** @import { Message } from "./types.js" */
import { t } from "./language.js";

/**
 * What happened to the conversation, as against what somebody said in it.
 *
 * @param {Message} message
 */
export function isLine(message) {
  return message.role === "system" || message.kind === "handoff" || message.kind === "rating_request";
}

/**
 * These are worded anew for the agent: the message itself is addressed to the customer.
 *
 * @param {Message} message
 */
export function lineText(message) {
  if (message.kind === "rating_request") return t("line.rating_request");
  if (message.kind === "handoff") return handoffText(message);
  return message.text;
}

/** @param {Message} message */
function handoffText({ data, text }) {
  switch (data?.state) {
    case "queued":
      return data.position ? t("line.queued_at", { position: data.position }) : t("line.queued");
    case "assigned":
      return data.agent?.name ? t("line.assigned_to", { name: data.agent.name }) : t("line.assigned");
    case "closed":
      return t("line.closed");
    case "after_hours":
      return t("line.after_hours");
    default:
      return text;
  }
}
