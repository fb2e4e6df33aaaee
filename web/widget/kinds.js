// @ts-check
/** @import { Entry, Message } from './types.js' */
/** @import { Chat } from './chat.js' */
import { attachment } from './attachment.js';
import { answerButton, buttonRow } from './buttons.js';
import { h } from './dom.js';
import { guideStep } from './guide.js';
import { handoff } from './handoff.js';
import { icon } from './icons.js';
import { rating } from './rating.js';
import { link, linkified } from './text.js';
import { ticket } from './ticket.js';

/**
 * What a message looks like, and how it follows the conversation later on.
 * @typedef {{nodes: import('./dom.js').Child[], refresh?: (entry: Entry) => void}} Drawing
 * @typedef {(chat: Chat, message: Message) => Drawing} Draw
 */

/** @type {Record<string, Draw>} */
const KINDS = { text, guide_step: guideStep, choice, articles, form, handoff, ticket, rating_request: rating, attachment };

/** An unknown kind is shown by its text, which alone is always enough. @type {Draw} */
export function draw(chat, message) {
  return (KINDS[message.kind] ?? text)(chat, message);
}

/** @param {string} content */
export const bubble = (content) => h('div', { class: 'bubble' }, linkified(content));

/** @type {Draw} */
export function text(chat, { text: content, data }) {
  return { nodes: [bubble(content), buttonRow(chat, data?.buttons, 'chip')] };
}

/** @type {Draw} */
function choice(chat, message) {
  const { question, options = [], buttons } = message.data ?? {};
  const stacked = options.map((option) => answerButton(chat, option, 'option', h('span', {}, option.label), icon('chevron')));
  return { nodes: [bubble(question || message.text), h('div', { class: 'card list' }, ...stacked), buttonRow(chat, buttons, 'chip')] };
}

/** @type {Draw} */
function articles(chat, message) {
  const { lead, articles: found, buttons } = message.data ?? {};
  if (!found?.length) return text(chat, message);
  const rows = found.map(({ title, summary, url, action }) => {
    const words = h('span', {}, h('b', {}, title), summary && h('small', {}, summary));
    if (action !== undefined) return answerButton(chat, { label: title, action }, 'option', words, icon('chevron'));
    const target = chat.resolve(url);
    if (!target) return h('div', { class: 'option' }, words);
    const row = link(target.href, words, icon('out'));
    row.className = 'option';
    return row;
  });
  return { nodes: [bubble(lead || chat.words.found), h('div', { class: 'card list' }, ...rows), buttonRow(chat, buttons, 'chip')] };
}

/** @type {Draw} */
function form(chat, message) {
  const { prompt, optional, buttons = [] } = message.data ?? {};
  const node = bubble(prompt || message.text);
  if (optional) node.append(' ', h('small', { class: 'tag' }, chat.words.optional));
  const skip = optional && !buttons.some(({ action, role }) => action === 'skip' || role === 'skip');
  const all = skip ? [...buttons, { label: chat.words.skip, action: 'skip' }] : buttons;
  return { nodes: [node, buttonRow(chat, all, 'chip')] };
}
