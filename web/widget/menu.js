// @ts-check
import { attr, h, icon, setText } from './dom.js';
import { LANGUAGES } from './words.js';

/** @type {import('./types.js').CreateMenu} */
export const createMenu = (chat) => {
  const close = () => {
    const { open } = node;
    if (open) summary.focus();
    node.open = sure.open = false;
    return open;
  };
  const languages = LANGUAGES.map(([lang, name]) => h('button', { type: 'button', lang, onclick: () => chat.speak(lang, close()) }, name));
  const ask = h('summary.danger');
  const note = h('p', { role: 'status' });
  const yes = h('button.danger', { type: 'button', onclick: () => chat.erase().then(close, () => setText(note, chat.say('again'))) });
  const sure = h('details', null, ask, note, yes);
  const summary = h('summary.tool', null, icon('menu'));
  const node = h(
    'details',
    { onfocusout: (/** @type {FocusEvent} */ { relatedTarget }) => (node.open &&= node.contains(/** @type {Node | null} */ (relatedTarget))) },
    summary,
    h('div.menu', null, ...languages, sure),
  );

  return {
    node,
    close,
    update() {
      attr(summary, 'aria-label', chat.say('menu'));
      setText(ask, chat.say('erase'));
      setText(note, chat.say('sure'));
      setText(yes, chat.say('yes'));
      for (const button of languages) attr(button, 'aria-pressed', `${button.lang === chat.locale}`);
    },
  };
};
