// @ts-check
/** @import { Message } from './types.js' */
/** @import { Chat } from './chat.js' */
/** @import { Draw } from './kinds.js' */
import { buttonRow } from './buttons.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { text } from './kinds.js';
import { linkified } from './text.js';
import { moment } from './time.js';

/** @type {Record<string, Draw>} */
const STATES = { queued, assigned, closed, after_hours: afterHours };

/** @type {Draw} */
export function handoff(chat, message) {
  const drawing = (STATES[message.data?.state ?? ''] ?? text)(chat, message);
  if (drawing.nodes.length === 1) drawing.nodes.push(buttonRow(chat, message.data?.buttons, 'chip'));
  return drawing;
}

/** The card follows the queue for as long as it lasts. @type {Draw} */
function queued(chat) {
  const title = h('h3');
  const place = h('p', { class: 'place' });
  const wait = h('p');
  const stay = h('p', { class: 'muted' }, chat.words.stay);
  const card = h('section', { class: 'card status' }, icon('human'), h('div', {}, title, place, wait, stay));
  return {
    nodes: [card],
    refresh({ live }) {
      const { position, wait_seconds: seconds } = live ? chat.queue : {};
      card.classList.toggle('live', Boolean(live));
      setText(title, live ? chat.words.connecting : chat.words.queueOver);
      setText(place, position ? chat.words.position(position) : '');
      setText(wait, seconds ? chat.words.wait(seconds) : '');
      stay.hidden = !live;
    },
  };
}

/** @type {Draw} */
function assigned(chat, { data }) {
  const { agent, agentNamed, joined } = chat.words;
  return line(joined(data.agent?.name ? agentNamed(data.agent.name) : agent), 'human');
}

/** @type {Draw} */
function closed(chat, message) {
  return line(message.text || chat.words.left, 'check');
}

/** @param {string} words @param {string} name */
function line(words, name) {
  return { nodes: [h('div', { class: 'line' }, icon(name), words)] };
}

/** @type {Draw} */
function afterHours(chat, message) {
  const opens = message.data.opens_at;
  const card = h(
    'section',
    { class: 'card status' },
    icon('clock'),
    h(
      'div',
      {},
      h('h3', {}, chat.words.afterHours),
      opens && h('p', { class: 'place' }, chat.words.opens(moment(opens, chat.locale))),
      h('p', {}, linkified(message.text)),
    ),
  );
  return { nodes: [card] };
}
