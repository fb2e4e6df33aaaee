// @ts-check
/** @import { Chat } from './chat.js' */
/** @import { Draw } from './kinds.js' */
import { h } from './dom.js';
import { icon } from './icons.js';
import { text } from './kinds.js';
import { link } from './text.js';

/** @type {Draw} */
export function attachment(chat, message) {
  const { name, size, url } = message.data ?? {};
  if (!name) return text(chat, message);
  const content = [icon('file'), h('span', {}, h('b', {}, name), size && h('small', {}, measure(size, chat.locale)))];
  const target = chat.resolve(url);
  if (!target) return { nodes: [h('div', { class: 'bubble file' }, ...content)] };
  const node = target.ours
    ? h('button', { type: 'button', class: 'bubble file', onclick: () => save(chat, target.href, name) }, ...content)
    : link(target.href, ...content);
  node.className = 'bubble file';
  return { nodes: [node] };
}

/** @param {Chat} chat @param {string} url @param {string} name */
async function save(chat, url, name) {
  const blob = await chat.file(url).catch(() => null);
  if (!blob) return;
  const href = URL.createObjectURL(blob);
  h('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** @param {number} bytes @param {string} locale */
function measure(bytes, locale) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
