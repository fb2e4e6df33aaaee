// @ts-check
/** @import { Entry, Outgoing } from './types.js' */
/** @import { Chat } from './chat.js' */
import { refreshButtons } from './buttons.js';
import { attr, h, setText } from './dom.js';
import { icon } from './icons.js';
import { drawRow } from './rows.js';

const NEAR = 60;
const TURN = 1500;

/** @typedef {{node: HTMLElement, source: unknown, refresh: (entry: Entry) => void}} Row */

/** The messages, kept in step with the conversation by touching only what changed: screen readers announce the rest. */
export class Log {
  #chat;
  /** @type {Map<string, Row>} */
  #rows = new Map();
  #locale = '';
  #pinned = true;
  /** Where the turn that is being read begins. @type {{node: HTMLElement, at: number} | null} */
  #turn = null;
  #dots = h('div', { class: 'row bot dots', 'aria-hidden': 'true', hidden: true }, h('div', { class: 'bubble' }, h('i'), h('i'), h('i')));
  #jumpWords = h('span');
  #jump = h('button', { type: 'button', class: 'jump', hidden: true, onclick: () => this.toEnd() }, icon('down'), this.#jumpWords);
  #scroller = h('div', { class: 'log', role: 'log', tabindex: '0', onscroll: () => this.#scrolled(), onanswered: () => this.focus() }, this.#dots);
  node = h('div', { class: 'middle' }, this.#scroller, this.#jump);

  /** @param {Chat} chat @param {(item: Outgoing) => void} edit */
  constructor(chat, edit) {
    this.#chat = chat;
    this.edit = edit;
    new ResizeObserver(() => this.#pinned && this.toEnd()).observe(this.#scroller);
  }

  update() {
    const { words, locale, typing, loaded, conversation } = this.#chat;
    if (locale !== this.#locale) this.#redraw();
    const settled = this.#rows.size > 1 || loaded || !conversation;
    // History is not news: only what comes after it is read out.
    attr(this.#scroller, 'aria-live', settled ? 'polite' : 'off');
    attr(this.#scroller, 'aria-label', words.log);
    setText(this.#jumpWords, words.newest);
    const fresh = this.#place(this.#chat.entries);
    this.#dots.hidden = !typing;
    this.#follow(fresh, typing);
  }

  focus() {
    this.#scroller.focus({ preventScroll: true });
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#pinned = true;
    this.#jump.hidden = true;
  }

  #redraw() {
    this.#locale = this.#chat.locale;
    for (const { node } of this.#rows.values()) node.remove();
    this.#rows.clear();
    attr(this.#scroller, 'aria-live', 'off');
  }

  /** @param {Entry[]} entries @returns {Entry[]} those that were not there before */
  #place(entries) {
    const keys = new Set(entries.map(({ key }) => key));
    for (const [key, { node }] of this.#rows) {
      if (keys.has(key)) continue;
      node.remove();
      this.#rows.delete(key);
    }
    let next = this.#scroller.firstElementChild;
    return entries.filter((entry) => {
      const known = this.#rows.has(entry.key);
      const { node } = this.#row(entry, next);
      if (node === next) next = node.nextElementSibling;
      else this.#scroller.insertBefore(node, next);
      return !known;
    });
  }

  /** @param {Entry} entry @param {Element | null} next */
  #row(entry, next) {
    const known = this.#rows.get(entry.key);
    const source = sourceOf(entry);
    if (known?.source === source) {
      known.refresh(entry);
      refreshButtons(known.node, entry, this.#chat);
      return known;
    }
    const { node, refresh } = drawRow(this.#chat, entry, this.edit);
    if (known && known.node === next) this.#scroller.replaceChild(node, known.node);
    return this.#keep(entry, { node, source, refresh });
  }
}

/** @param {Entry} entry */
function sourceOf(entry) {
  return entry.message ? JSON.stringify([entry.message.text, entry.message.kind]) : entry.item;
}
