// @ts-check
import { attr, h } from './dom.js';
import { entriesOf } from './entries.js';
import { refreshButtons } from './buttons.js';
import { bubble, draw, line } from './kinds.js';

/** @type {import('./types.js').CreateLog} */
export const createLog = (chat, edit) => {
  /** @type {Map<string, {node: HTMLElement, look: string}>} */
  const rows = new Map();
  let locale = '';
  const dots = h('div.bubble.dots', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
  const list = h('div', null, dots);
  const node = h('div.log', { role: 'log', tabindex: 0 }, list);

  /** @type {import('./types.js').Place} */
  const place = (entry) => {
    const { key, message, item, queue } = entry;
    const look = JSON.stringify([chat.locale, message?.text ?? item?.text, item?.error, queue]);
    let row = rows.get(key);
    if (row?.look !== look) {
      const node = drawRow(chat, entry, edit);
      row?.node.replaceWith(node);
      rows.set(key, (row = { node, look }));
    }
    refreshButtons(row.node, entry);
    attr(row.node, 'data-sending', item && !item.error && chat.say('sending'));
    return row.node;
  };

  return {
    node,
    update() {
      const entries = entriesOf(chat);
      const fresh = entries.filter(({ key }) => !rows.has(key));
      // All of it at once is history, or the same in another language: nothing to read out.
      attr(node, 'aria-live', fresh.length > 5 || locale !== chat.locale ? 'off' : 'polite');
      attr(node, 'aria-label', chat.say('title'));
      locale = chat.locale;
      for (const [key, row] of rows) if (!entries.some((entry) => entry.key === key) && rows.delete(key)) row.node.remove();
      let next = list.firstElementChild;
      for (const row of entries.map(place)) {
        if (row === next) next = row.nextElementSibling;
        else list.insertBefore(row, next);
      }
      dots.hidden = !chat.typing;
      // The log is laid out from its end, which is 0.
      if (fresh.some(({ item }) => item)) node.scrollTop = 0;
    },
  };
};

/** @type {import('./types.js').DrawRow} */
const drawRow = (chat, entry, edit) => {
  const { message, item, line: words, agent } = entry;
  const { role, kind, text } = message ?? {};
  if (words) return line(words);
  if (role === 'system' && kind === 'text') return line(text ?? '');
  if (item) {
    const again = item.error && h('p.error', null, item.error, h('button', { type: 'button', onclick: () => edit(item) }, chat.say('edit')));
    return h('div.row.customer', null, h('span.who', null, chat.say('you')), bubble(item.text), again);
  }
  if (!message) return h('div.row.bot', null, bubble(chat.say('hello')), topics(chat));
  const name = role === 'customer' ? chat.say('you') : role === 'agent' ? chat.say('named', agent ?? '') : chat.say('bot');
  return h(`div.row.${role}`, null, h('span.who', null, name), ...draw(chat, message, entry));
};

/** @param {import('./types.js').Chat} chat */
const topics = (chat) => buttonRow(chat, chat.say('topics').split('|').map((label) => ({ label })));
