// @ts-check
import { createChat } from './chat.js';
import { h, icon, setText, sheet } from './dom.js';
import { createLog } from './log.js';
import { STYLE } from './style.js';
import { LANGUAGES } from './words.js';

/** @type {CreateComposer} */
const createComposer = (chat) => {
  let composed = -60;
  const area = h('textarea', {
    rows: 1,
    enterKeyHint: 'send',
    oninput: () => {
      fit();
      chat.typed();
    },
    onkeydown: (event) => {
      const { key, shiftKey, isComposing, keyCode, timeStamp } = event;
      // Safari ends a composition before the keydown that ended it.
      if (key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229 && timeStamp - composed > 60) send(event);
    },
  });
  area.addEventListener('compositionend', ({ timeStamp }) => (composed = timeStamp));
  const button = h('button.tool.send', icon('send'));
  const node = h('form', { onsubmit: (event) => send(event) }, area, button);

  // A height would need a style attribute.
  const fit = () => {
    for (area.rows = 1; area.rows < 5 && area.scrollHeight > area.clientHeight; ) area.rows++;
    button.disabled = !area.value.trim();
  };

  const write = (text = area.value) => {
    area.value = text;
    fit();
    area.focus();
  };

  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    const text = area.value.trim();
    if (text) chat.send(text);
    write('');
  };

  chat.edit = ({ client_id, text }) => {
    chat.outbox = chat.outbox.filter((item) => item.client_id !== client_id);
    write(`${text}\n${area.value}`.trim());
  };

  return {
    node,
    write,
    update() {
      area.placeholder = area.ariaLabel = chat.say('write');
      button.ariaLabel = chat.say('send');
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
  /** @param {Locale} locale */
  const choose = (locale) => {
    close();
    chat.speak(locale);
  };
  const languages = LANGUAGES.map(([lang, name]) => h('button', { lang, onclick: () => choose(lang) }, name));
  const ask = h('summary');
  const note = h('p', { role: 'status' });
  const yes = h('button', { onclick: () => chat.erase().then(close, () => setText(note, chat.say('again'))) });
  const sure = h('details', ask, note, yes);
  const summary = h('summary.tool', icon('menu'));
  // Safari focuses not the pressed button but what is around it.
  const node = h('details', summary, h('div.menu', { tabIndex: -1 }, ...languages, sure));
  node.addEventListener('focusout', ({ relatedTarget }) => (node.open &&= node.contains(/** @type {Node | null} */ (relatedTarget))));

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

/** @type {CreatePanel} */
const createPanel = (chat, onclose) => {
  const title = h('h2');
  const state = h('p', { role: 'status' });
  const banner = h('p.banner', { role: 'status' });
  const menu = createMenu(chat);
  const composer = createComposer(chat);
  const log = createLog(chat);
  const cross = h('button.tool', { onclick: () => node.close() }, icon('close'));
  const header = h('div.head', icon('chat'), h('div', title, state), menu.node, cross);
  /** @param {KeyboardEvent} event */
  const onkeydown = (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    if (!menu.close()) node.close();
  };
  const node = h('dialog', { onclose, onkeydown }, header, banner, log.node, composer.node);

  return {
    node,
    show() {
      if (matchMedia('(max-width: 479px)').matches) node.showModal();
      else node.open = true;
    },
    focus: () => composer.write(),
    update() {
      node.ariaLabel = chat.say('title');
      node.lang = chat.locale;
      cross.ariaLabel = chat.say('close');
      setText(title, chat.say('title'));
      setText(state, chat.say(chat.state, chat.agent));
      setText(banner, chat.online ? '' : chat.say('offline'));
      for (const part of [menu, log, composer]) part.update();
    },
  };
};

// What a phone's keyboard leaves free.
const visiblePart = () => {
  const made = sheet();
  const view = window.visualViewport;
  const measure = () => view && made.replaceSync(`.root{--height:${view.height}px;--top:${view.offsetTop}px}`);
  view?.addEventListener('resize', measure);
  view?.addEventListener('scroll', measure);
  measure();
  return made;
};

class OkpayChat extends HTMLElement {
  // For the page's own buttons, too.
  open = () => {};

  connectedCallback() {
    if (this.shadowRoot) return;
    let due = false;
    const chat = createChat(this.dataset, () => {
      if (!due) queueMicrotask(update);
      due = true;
    });
    const panel = createPanel(chat, () => {
      update();
      launcher.focus();
    });
    this.open = () => {
      panel.show();
      panel.focus();
      update();
    };
    const badge = h('span.badge');
    const launcher = h('button.launcher', { onclick: this.open }, icon('chat'), badge);

    const update = () => {
      due = false;
      const { open } = panel.node;
      if (open && !document.hidden) chat.read();
      const { unread } = chat;
      panel.update();
      launcher.hidden = open;
      launcher.ariaLabel = chat.say('open') + (unread ? ` (${chat.say('unread', unread)})` : '');
      setText(badge, unread ? `${unread}` : '');
    };

    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet(STYLE), visiblePart()];
    root.append(h('div.root', launcher, panel.node));
    if (this.dataset.open === 'true') panel.show();
    update();
  }
}

customElements.define('okpay-chat', OkpayChat);
