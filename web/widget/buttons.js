// @ts-check
/** @import { Button, Entry } from './types.js' */
/** @import { Chat } from './chat.js' */
import { attr, h } from './dom.js';
import { icon } from './icons.js';

/** @param {Button} button */
const isPrimary = ({ action, role }) => role === 'primary' || action === 'next_step' || action === '/next_step';

/**
 * A button that answers for the customer. What it carries means nothing to us and goes back as it came.
 * @param {Chat} chat
 * @param {Button} button
 * @param {string} look
 * @param {...import('./dom.js').Child} content
 */
export function answerButton(chat, button, look, ...content) {
  const press = (/** @type {Event} */ event) => {
    // The pressed button is about to be disabled, and focus must not fall out of the panel with it.
    /** @type {HTMLElement} */ (event.currentTarget).closest('.log')?.dispatchEvent(new Event('answered'));
    chat.send(button.label, button.action);
  };
  const marks = { 'data-action': JSON.stringify(button.action) ?? '', 'data-label': button.label };
  return h('button', { type: 'button', class: look, onclick: press, ...marks }, ...(content.length ? content : [button.label]));
}

/** @param {Chat} chat @param {Button[] | undefined} buttons @param {string} look @returns {HTMLElement | null} */
export function buttonRow(chat, buttons, look) {
  if (!buttons?.length) return null;
  return h('div', { class: 'buttons' }, ...buttons.map((button) => answerButton(chat, button, isPrimary(button) ? `${look} primary` : look)));
}

/** Buttons of what is past are disabled, and the chosen one is marked. @param {HTMLElement} node @param {Entry} entry @param {Chat} chat */
export function refreshButtons(node, entry, chat) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (node.querySelectorAll('button[data-label]'))) {
    const { action, label } = button.dataset;
    const { answer } = entry;
    const chosen = !entry.active && answer && (answer.action === undefined ? answer.text === label : JSON.stringify(answer.action) === action);
    button.disabled = !entry.active;
    attr(button, 'aria-description', chosen && chat.words.chosen);
    if (chosen && !button.querySelector('.check')) button.prepend(icon('check'));
    if (!chosen) button.querySelector('.check')?.remove();
    button.classList.toggle('chosen', Boolean(chosen));
  }
}
