// @ts-check
import { attr, h } from './dom.js';

/** A button that answers for the customer. @type {import('./types.js').AnswerButton} */
export const answerButton = (chat, { label, action, role }, look, ...content) => {
  const onclick = () => {
    // The button is about to be disabled, and focus must not fall out of the panel with it.
    node.closest('div.log')?.focus();
    chat.send(label, action);
  };
  const primary = role === 'primary' || action === 'next_step' ? '.primary' : '';
  const node = h(`button.${look}${primary}`, { type: 'button', onclick, 'data-label': label, 'data-action': JSON.stringify(action) }, ...content);
  if (!content.length) node.append(label);
  return node;
};

/** @type {import('./types.js').ButtonRow} */
export const buttonRow = (chat, buttons = [], look = 'chip') => buttons[0] && h('div.buttons', null, ...buttons.map((button) => answerButton(chat, button, look)));

/** Buttons of the past are disabled, and the chosen one is marked. @type {import('./types.js').Refresh} */
export const refreshButtons = (node, { active, answer }) => {
  for (const button of node.querySelectorAll('button')) {
    const { label, action } = button.dataset;
    if (label === undefined) continue;
    const chosen = answer && (answer.action === undefined ? answer.text === label : JSON.stringify(answer.action) === action);
    button.disabled = !active;
    attr(button, 'aria-pressed', chosen);
  }
};
