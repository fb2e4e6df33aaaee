// @ts-check
/** @import { Draw } from './kinds.js' */
import { buttonRow } from './buttons.js';
import { h } from './dom.js';
import { bubble, text } from './kinds.js';
import { rich } from './text.js';

/** One step of a walkthrough. @type {Draw} */
export function guideStep(chat, message) {
  const { lead, title, step, steps, body, question, buttons } = message.data ?? {};
  if (!body) return text(chat, message);
  const card = h(
    'section',
    { class: 'card guide' },
    step && steps && progress(chat.words.step(step, steps), step, steps),
    title && h('h3', {}, title),
    h('div', { class: 'rich' }, rich(body)),
    question && h('p', { class: 'question' }, question),
    buttonRow(chat, buttons, 'button'),
  );
  return { nodes: [lead && bubble(lead), card] };
}

/** @param {string} label @param {number} value @param {number} max */
function progress(label, value, max) {
  return h('div', { class: 'progress' }, h('span', {}, label), h('progress', { value, max, 'aria-hidden': 'true' }));
}
