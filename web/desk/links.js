// @ts-check

/**
 * Customers and articles hand us addresses; only the web's own kinds may become links, never `javascript:` or `data:`.
 *
 * @param {unknown} address
 * @returns {URL|null}
 */
export function safeUrl(address) {
  try {
    const url = new URL(String(address), window.location.href);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}
