// @ts-check
import { sheet } from './dom.js';

/** The styles of what loads late, for the part of the page it is drawn in. */
export const styling = (css = '') => {
  const style = sheet(css);
  return (/** @type {Element} */ place) => {
    const { adoptedStyleSheets: styles } = /** @type {ShadowRoot} */ (place.getRootNode());
    if (!styles.includes(style)) styles.push(style);
  };
};
