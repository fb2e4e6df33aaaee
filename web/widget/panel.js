// @ts-check
import { attr, h, icon, setText } from './dom.js';
import { createComposer } from './composer.js';
import { createLog } from './log.js';
import { createMenu } from './menu.js';

const PHONE = matchMedia('(max-width: 479px)');

/** @type {import('./types.js').CreatePanel} */
export const createPanel = (chat, closed) => {
  const title = h('h2');
  const state = h('p', { role: 'status' });
  const banner = h('p.banner', { role: 'status' });
  const menu = createMenu(chat);
  const composer = createComposer(chat);
  const log = createLog(chat, ({ client_id, text }) => {
    chat.outbox.change((item) => (item.client_id === client_id ? [] : item));
    composer.restore(text);
  });
  const close = () => {
    node.close();
    closed();
  };
  const cross = h('button.tool', { type: 'button', onclick: close }, icon('close'));
  const node = h(
    'dialog',
    {
      oncancel: (/** @type {Event} */ event) => event.preventDefault(),
      onkeydown: (/** @type {KeyboardEvent} */ { key, isComposing }) => {
        // Escape also gives up a composition of an input method.
        if (key === 'Escape' && !isComposing && !menu.close()) close();
      },
    },
    h('header', null, h('div.titles', null, title, state), menu.node, cross),
    banner,
    log.node,
    composer.node,
  );
  const show = () => {
    node.close();
    // Modal where it fills the screen; elsewhere the page beside it stays in use.
    if (PHONE.matches) node.showModal();
    else node.show();
  };
  PHONE.onchange = () => node.open && show();

  return {
    node,
    show,
    close,
    focus: composer.focus,
    update() {
      const { state: name, agent } = chat;
      attr(node, 'aria-label', chat.say('title'));
      attr(node, 'lang', chat.locale);
      attr(cross, 'aria-label', chat.say('close'));
      setText(title, chat.say('title'));
      setText(state, name === 'agent' ? chat.say('named', agent) : chat.say(name));
      setText(banner, chat.online ? '' : chat.say('offline'));
      for (const part of [menu, log, composer]) part.update();
    },
  };
};
