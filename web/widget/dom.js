// @ts-check

/** @type {import('./types.js').H} */
export const h = (tag, props, ...children) => {
  const [name = '', ...classes] = tag.split('.');
  const node = Object.assign(document.createElement(name), { className: classes.join(' ') }, props);
  // Strings become text nodes: data can never become markup.
  for (const child of children) if (child) node.append(`${child}` === child ? child : /** @type {Node} */ (child));
  return /** @type {any} */ (node);
};

/** Touches only what changes, since screen readers hear of every touch. @param {Element} node @param {string} text */
export const setText = (node, text) => node.textContent === text || node.replaceChildren(text);

const ICONS = {
  chat: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 3.5V17A2.5 2.5 0 0 1 4 14.5zM8.5 10.5l2.5 2.5 4.5-5',
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M5 7h14M5 12h14M5 17h14',
  send: 'M12 19V5M6 11l6-6 6 6',
  star: 'M12 4l2.5 5 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z',
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS(svg.namespaceURI, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  svg.ariaHidden = 'true';
  return svg;
}

/** Splitting by a group gives what lies between and what was found in turn. @param {string} text @param {RegExp} pattern @param {(part: string) => string | Node} plain @param {(part: string) => Node} found */
const weave = (text, pattern, plain, found) => h('span', null, ...text.split(pattern).map((part, i) => (i % 2 ? found : plain)(part)));

/** @param {string} href @param {string | Node} content */
export const link = (href, content) => h('a', { href, target: '_blank', rel: 'noopener' }, content);

/** Text whose https addresses, and no others, can be followed. @param {string} text */
export const linked = (text) => weave(text, /(https:\/\/[^\s<>"，。；：！？、（）《》「」]*[\w/#=-])/, String, (url) => link(url, url));

/** @param {string} text */
const bold = (text) => weave(text, /\*\*(.+?)\*\*/, linked, (part) => h('b', null, part));

/** Paragraphs, `- ` lists and **bold**: the Markdown of a guide's steps. @param {string} source */
export function rich(source) {
  const out = h('div.rich');
  for (const block of source.trim().split(/\n\s*\n|\n(?=- )/)) {
    const point = block.startsWith('- ');
    if (point && out.lastElementChild?.localName !== 'ul') out.append(h('ul'));
    if (point) out.lastElementChild?.append(h('li', null, bold(block.slice(2))));
    else out.append(h('p', null, bold(block)));
  }
  return out;
}
