// @ts-check

/** @typedef {{id: string|null, about: boolean}} Route which conversation is open, and whether its facts fill the screen */

/** The open conversation stands in the address: a reload, a log-in and the browser's back button all keep to it. */
export function readRoute() {
  const match = /^#\/c\/([^/]+)(\/about)?$/.exec(window.location.hash);
  /** @type {Route} */
  const route = { id: match?.[1] ? decode(match[1]) : null, about: Boolean(match?.[2]) };
  return route;
}

export const homeHref = "#/";

/** @param {string} id */
export function conversationHref(id) {
  return `#/c/${encodeURIComponent(id)}`;
}

/** @param {string} id */
export function aboutHref(id) {
  return `${conversationHref(id)}/about`;
}

/** @param {string} href */
export function goTo(href) {
  window.location.hash = href;
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
