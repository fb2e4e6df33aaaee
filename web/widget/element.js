// @ts-check
import { Chat } from './chat.js';
import { attr, h, icon, setText } from './dom.js';
import { createPanel } from './panel.js';
import { STYLE } from './style.js';

/** `<okpay-chat>`: a launcher, and the panel that it opens. */
class OkpayChat extends HTMLElement {
  #life = new AbortController();
  /** For the page's own buttons, too: `document.querySelector('okpay-chat').open()`. */
  open = () => {};

  connectedCallback() {
    const { signal } = (this.#life = new AbortController());
    const badge = h('span.badge');
    const news = h('p.news', { role: 'status' });
    let due = false;
    const chat = new Chat(new URL('../api/v1', import.meta.url).href, this.dataset, () => {
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
      panel.focus();
    };
    const launcher = h('button.launcher', { type: 'button', onclick: this.open }, icon('chat'), badge);

    function update() {
      due = false;
      const { open } = panel.node;
      if (open && !document.hidden) chat.store.set('read', chat.cursor);
      const unread = chat.unread ? chat.say('unread', chat.unread) : '';
      panel.update();
      launcher.hidden = open;
      attr(launcher, 'aria-label', `${chat.say('open')} ${unread}`.trim());
      setText(badge, String(chat.unread || ''));
      setText(news, open ? '' : unread);
    }

    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet(STYLE), visiblePart(signal)];
    root.replaceChildren(h('div.root', null, launcher, news, panel.node));
    document.addEventListener('visibilitychange', update, { signal });
    chat.start(signal);
    if (this.dataset.open === 'true') panel.show();
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

customElements.define('okpay-chat', OkpayChat);
