// @ts-check
/**
 * The shapes of the desk's API, written down once. No code lives here.
 *
 * @typedef {"customer"|"bot"|"agent"|"system"} Role
 * @typedef {"bot"|"queued"|"agent"|"closed"} ConversationState
 * @typedef {"queue"|"mine"|"all"} Box
 * @typedef {{id: string, title: string}} Titled
 *
 * @typedef {object} Agent
 * @property {string} id
 * @property {string} name
 * @property {string} role
 *
 * @typedef {{agent: Agent, csrf: string}} Session
 * @typedef {{score: number, comment: string|null}} Rating
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {ConversationState} state
 * @property {string} channel
 * @property {string} locale
 * @property {{name: string|null, email: string|null}} customer
 * @property {string|null} page_url
 * @property {Titled|null} topic
 * @property {boolean} urgent
 * @property {string|null} queued_at
 * @property {number|null} position
 * @property {{id: string, name: string}|null} assignee
 * @property {Rating|null} rating
 * @property {string} created_at
 * @property {string} updated_at
 * @property {number} last_seq
 * @property {{role: Role, text: string, created_at: string}|null} last_message
 *
 * @typedef {object} Message
 * @property {number} seq
 * @property {string} id
 * @property {Role} role
 * @property {string} kind
 * @property {string} text
 * @property {Record<string, any>|null} data
 * @property {string} created_at
 *
 * @typedef {"did_not_help"|"skipped"|"answered"} Outcome
 * @typedef {{article: Titled, step: Titled, outcome: Outcome, answer?: string}} Tried
 * @typedef {{topic: Titled|null, tried: Tried[], said: string[], reason: string|null}} Summary
 *
 * @typedef {"open"|"in_progress"|"waiting"|"resolved"} TicketStatus
 *
 * @typedef {object} Ticket
 * @property {string} number
 * @property {string} kind
 * @property {TicketStatus} status
 * @property {Record<string, string>} fields
 * @property {string|null} note
 *
 * @typedef {Row & {summary: Summary|null, messages: Message[]}} Conversation
 * @typedef {{conversations: Row[], counts: {queue: number, mine: number}}} Listing
 * @typedef {{id: string, seq: number, duplicate: boolean}} Accepted
 * @typedef {{conversation_id: string, role: Role}} TypingSign
 */
export {};
