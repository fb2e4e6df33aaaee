// @ts-check
/** @import { Draw } from './kinds.js' */
import { buttonRow } from './buttons.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { bubble, text } from './kinds.js';

/** @type {Draw} */
export function ticket(chat, message) {
  const { number, buttons } = message.data ?? {};
  if (!number) return text(chat, message);
  const { words } = chat;
  const label = h('span', {}, words.copy);
  const copy = async () => {
    // Refused without a secure context or the customer's leave; then the number can still be selected.
    const done = await navigator.clipboard?.writeText(number).then(() => true, () => false);
    if (done) setText(label, words.copied);
    setTimeout(() => setText(label, words.copy), 2000);
  };
  const card = h(
    'section',
    { class: 'card ticket' },
    h('div', {}, h('h3', {}, words.ticket), h('output', {}, number)),
    h('button', { type: 'button', class: 'button', onclick: copy }, icon('copy'), label),
  );
  return { nodes: [bubble(message.text), card, buttonRow(chat, buttons, 'chip')] };
}
