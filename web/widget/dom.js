// @ts-check

/** @type {H} */
export const h = (tag, ...children) => {
  const [name = '', ...classes] = tag.split('.');
  const node = Object.assign(document.createElement(name), { className: classes.join(' ') });
  for (const child of children) {
    if (child?.constructor === Object) Object.assign(node, child);
    // Strings become text nodes: data can never become markup.
    else if (child) node.append(/** @type {Node} */ (child));
  }
  return /** @type {any} */ (node);
};

/** Screen readers hear of every touch. @param {Element} node */
export const setText = (node, text = '') => node.textContent === text || node.replaceChildren(text);

/** The page's policy on styles does not concern a constructed one. */
export const sheet = (css = '') => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};

const ICONS = {
  chat: 'M6 4h12a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm2.5 6.5L11 13l4.5-5',
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M5 7h14M5 12h14M5 17h14',
  send: 'M12 19V5M6 11l6-6 6 6',
};

/** @param {keyof typeof ICONS} name */
export const icon = (name) => {
  const create = (tag = 'svg') => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const svg = create();
  const path = create('path');
  svg.setAttribute('viewBox', '0 0 24 24');
  path.setAttribute('d', ICONS[name]);
  svg.ariaHidden = 'true';
  svg.append(path);
  return svg;
};

/** @type {Weave} */
const weave = (text, pattern, plain, found) => h('span', ...text.split(pattern).map((part, i) => (i % 2 ? found : plain)(part)));

/** @param {string | Node} content */
export const link = (url = '', content) =>
  /^(https:\/)?\//.test(url) ? h('a', { href: `${new URL(url, import.meta.url)}`, target: '_blank', rel: 'noopener' }, content) : content;

export const linked = (text = '') => weave(text, /(https:\/\/[^\s<>"，。；：！？、（）《》「」]*[\w/#=-])/, String, (url) => link(url, url));

export const bold = (text = '') => weave(text, /\*\*(.+?)\*\*/, linked, (part) => h('b', part));

export const rich = (source = '') => {
  const out = h('div.rich');
  for (const block of source.trim().split(/\n\s*\n|\n(?=- )/)) {
    const point = block.startsWith('- ');
    if (point && out.lastElementChild?.localName !== 'ul') out.append(h('ul'));
    if (point) out.lastElementChild?.append(h('li', bold(block.slice(2))));
    else out.append(h('p', bold(block)));
  }
  return out;
};
