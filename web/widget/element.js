// @ts-check
/** @import { CreateMenu, CreatePanel } from './types.js' */
import { createChat } from './chat.js';
import { createComposer } from './composer.js';
import { h, icon, setText } from './dom.js';
import { createLog } from './log.js';
import { STYLE } from './style.js';
import { LANGUAGES } from './words.js';

/** `<okpay-chat>`: a launcher, and the panel that it opens. */
class OkpayChat extends HTMLElement {
  #life = new AbortController();
  /** For the page's own buttons, too: `document.querySelector('okpay-chat').open()`. */
  open = () => {};

  connectedCallback() {
    const { signal } = (this.#life = new AbortController());
    let due = false;
    const chat = createChat(new URL('../api/v1/conversations', import.meta.url).href, this.dataset, () => {
      // Many changes in a row are one for the views.
      if (!due) queueMicrotask(update);
      due = true;
    });
    const panel = createPanel(chat, () => {
      update();
      launcher.focus();
    });
    this.open = () => {
      panel.show();
      update();
    };
    const badge = h('span.badge');
    const launcher = h('button.launcher', { onclick: this.open }, icon('chat'), badge);

    function update() {
      due = false;
      const { open } = panel.node;
      if (open && !document.hidden) chat.store.set('read', chat.cursor);
      const { unread } = chat;
      panel.update();
      launcher.hidden = open;
      launcher.ariaLabel = chat.say('open') + (unread ? ` (${chat.say('unread', unread)})` : '');
      setText(badge, unread ? `${unread}` : '');
    }

    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet(STYLE), visiblePart(signal)];
    root.replaceChildren(h('div.root', null, launcher, panel.node));
    document.addEventListener('visibilitychange', update, { signal });
    chat.start(signal);
    if (this.dataset.open === 'true') this.open();
    update();
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}

/** A constructed sheet: the page's policy on styles does not concern it. @param {string} css */
function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

/** How much of a phone's screen its keyboard leaves free. @param {AbortSignal} signal */
function visiblePart(signal) {
  const made = sheet('');
  const view = window.visualViewport;
  const measure = () => view && made.replaceSync(`.root{--height:${view.height}px;--top:${view.offsetTop}px}`);
  for (const event of ['resize', 'scroll']) view?.addEventListener(event, measure, { signal });
  measure();
  return made;
}

/** @type {CreatePanel} */
const createPanel = (chat, closed) => {
  const title = h('h2');
  const state = h('p', { role: 'status' });
  const banner = h('p.banner', { role: 'status' });
  const menu = createMenu(chat);
  const composer = createComposer(chat);
  const log = createLog(chat, ({ client_id, text }) => {
    chat.resend((item) => (item.client_id === client_id ? [] : item));
    composer.restore(text);
  });
  const cross = h('button.tool', { onclick: () => node.close() }, icon('close'));
  const header = h('header', null, h('div.titles', null, title, state), menu.node, cross);
  const onkeydown = (/** @type {KeyboardEvent} */ event) => {
    // Escape also gives up a composition of an input method.
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    if (!menu.close()) node.close();
  };
  const node = h('dialog', { onclose: closed, onkeydown }, header, banner, log.node, composer.node);

  return {
    node,
    show() {
      // Modal where it fills the screen; elsewhere the page beside it stays in use.
      if (matchMedia('(max-width: 479px)').matches) node.showModal();
      else node.show();
      composer.focus();
    },
    update() {
      node.ariaLabel = chat.say('title');
      node.lang = chat.locale;
      cross.ariaLabel = chat.say('close');
      setText(title, chat.say('title'));
      setText(state, chat.state === 'agent' ? chat.say('named', chat.agent) : chat.say(chat.state));
      setText(banner, chat.online ? '' : chat.say('offline'));
      for (const part of [menu, log, composer]) part.update();
    },
  };
};

/** @type {CreateMenu} */
const createMenu = (chat) => {
  const close = () => {
    const { open } = node;
    if (open) summary.focus();
    node.open = sure.open = false;
    return open;
  };
  const choose = (/** @type {import('./types.js').Locale} */ locale) => {
    close();
    chat.speak(locale);
  };
  const languages = LANGUAGES.map(([lang, name]) => h('button', { lang, onclick: () => choose(lang) }, name));
  const ask = h('summary');
  const note = h('p', { role: 'status' });
  const yes = h('button', { onclick: () => chat.erase().then(close, () => setText(note, chat.say('again'))) });
  const sure = h('details', null, ask, note, yes);
  const summary = h('summary.tool', null, icon('menu'));
  const onfocusout = (/** @type {FocusEvent} */ { relatedTarget }) => {
    node.open &&= node.contains(/** @type {Node | null} */ (relatedTarget));
  };
  // Safari gives focus not to a pressed button but to what around it can take it.
  const node = h('details', null, summary, h('div.menu', { tabIndex: -1 }, ...languages, sure));
  node.addEventListener('focusout', onfocusout);

  return {
    node,
    close,
    update() {
      summary.ariaLabel = chat.say('menu');
      setText(ask, chat.say('erase'));
      setText(note, chat.say('sure'));
      setText(yes, chat.say('yes'));
      for (const button of languages) button.ariaPressed = `${button.lang === chat.locale}`;
    },
  };
};

customElements.define('okpay-chat', OkpayChat);
