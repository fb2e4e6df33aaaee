// @ts-check
// Types alone: nothing loads this file in a browser.

/** @typedef {'zh-CN' | 'zh-TW' | 'en'} Locale */
/** @typedef {'bot' | 'queued' | 'agent' | 'closed'} State */
/** @typedef {{id: string, token: string}} Conversation */
/** @typedef {{label: string, action?: unknown, role?: string}} Button */
/** @typedef {{name?: string, email?: string, external_id?: string, identity_hash?: string}} Customer */
/** @typedef {{title: string, summary?: string, url?: string, action?: unknown}} Article */

/**
 * What a kind may carry; every field is optional, since a client must live with any of them missing.
 * @typedef {{
 *   buttons?: Button[], options?: Button[], articles?: Article[], question?: string, lead?: string, title?: string,
 *   body?: string, step?: number, steps?: number, prompt?: string, optional?: boolean, field?: string,
 *   state?: string, position?: number, wait_seconds?: number, agent?: {name?: string}, opens_at?: string,
 *   number?: string, name?: string, size?: number, url?: string, locale?: string, score?: number,
 *   action?: unknown, client_id?: string
 * }} Data
 */

/**
 * @typedef {{seq: number, role: 'customer' | 'bot' | 'agent' | 'system', kind: string, text: string,
 *   data: Data, created_at: string, client_id?: string}} Message
 */

/**
 * A message of the customer's on its way. `after` is the newest seq when it was written: its place in the log should it fail.
 * @typedef {{client_id: string, text: string, action?: unknown, attachment_id?: string, at: string, after: number,
 *   tried?: boolean, error?: string}} Outgoing
 */

/**
 * One thing in the log.
 * @typedef {{key: string, message?: Message, item?: Outgoing, time?: string, notice?: string, welcome?: boolean,
 *   active?: boolean, answer?: {text: string, action?: unknown}, live?: boolean, agent?: string}} Entry
 */

export {};
