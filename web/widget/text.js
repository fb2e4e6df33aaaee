// @ts-check
import { h } from './dom.js';

/** Splitting by a group gives what lies between and what was found in turn. @type {import('./types.js').Weave} */
const weave = (text, pattern, plain, found) => h('span', null, ...text.split(pattern).map((part, i) => (i % 2 ? found : plain)(part)));

/** @type {import('./types.js').Link} */
export const link = (href, ...children) => h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);

/** Text whose https addresses, and no others, can be followed. @param {string} text */
export const linked = (text) => weave(text, /(https:\/\/[^\s<>"，。；：！？、（）《》「」]*[\w/#=-])/, String, (url) => link(url, url));

/** @param {string} text */
const bold = (text) => weave(text, /\*\*(.+?)\*\*/, linked, (part) => h('b', null, part));

/** Paragraphs, `- ` lists and **bold**: the Markdown of a guide's steps. @param {string} source */
export function rich(source) {
  const out = h('div.rich');
  for (const block of source.trim().split(/\n\s*\n|\n(?=- )/)) {
    if (!block.startsWith('- ')) out.append(h('p', null, bold(block)));
    else {
      if (out.lastElementChild?.localName !== 'ul') out.append(h('ul'));
      out.lastElementChild?.append(h('li', null, bold(block.slice(2))));
    }
  }
  return out;
}
