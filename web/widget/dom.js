// @ts-check

/** @type {import('./types.js').H} */
export const h = (tag, props, ...children) => {
  const [name = '', ...classes] = tag.split('.');
  const node = document.createElement(name);
  node.className = classes.join(' ');
  for (const [key, value] of Object.entries(props ?? {})) {
    if (typeof value === 'function') node.addEventListener(key.slice(2), value);
    else attr(node, key, value);
  }
  // Strings become text nodes: data can never become markup.
  for (const child of children) if (child) node.append(child);
  return /** @type {any} */ (node);
};

/** @type {import('./types.js').Attr} Touches only what changes, since screen readers hear of every touch. */
export const attr = (node, name, value) => {
  if (!value && value !== 0) node.removeAttribute(name);
  else if (node.getAttribute(name) !== `${value}`) node.setAttribute(name, `${value}`);
};

/** @param {Element} node @param {string} text */
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
  attr(svg, 'viewBox', '0 0 24 24');
  attr(svg, 'aria-hidden', 'true');
  attr(path, 'd', ICONS[name]);
  svg.append(path);
  return svg;
}
