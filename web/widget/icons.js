// @ts-check

/** @type {Record<string, string>} */
const PATHS = {
  chat: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 3.5V17A2.5 2.5 0 0 1 4 14.5zM8.5 10.5l2.5 2.5 4.5-5',
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M12 6v.01M12 12v.01M12 18v.01',
  send: 'M12 19V5M6 11l6-6 6 6',
  attach: 'M19 11.5l-7.3 7.3a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3 3 0 0 1 4.3 4.3l-7.6 7.5a1.5 1.5 0 0 1-2.1-2.1l6.9-6.9',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M9 9h9.5v10.5H9zM6 15H5V4.5h9.5V6',
  star: 'M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z',
  human: 'M5 13v-1a7 7 0 0 1 14 0v1M5 13h2.5v5H6a1 1 0 0 1-1-1zM19 13h-2.5v5M19 13v4a3 3 0 0 1-3 3h-3',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.5l3 1.5',
  chevron: 'M9.5 6l6 6-6 6',
  out: 'M8 16L17 7M9.5 7H17v7.5',
  down: 'M12 5v14M6 13l6 6 6-6',
  file: 'M7 3.5h6.5L18 8v12.5H7zM13 4v4.5h4.5',
  bin: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7',
};

/** @param {string} name */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS(svg.namespaceURI, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon ${name}`);
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', PATHS[name] ?? '');
  svg.append(path);
  return svg;
}
