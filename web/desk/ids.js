// @ts-check

/** `crypto.randomUUID` is missing on plain http, where a desk inside an office network may well run. */
export function newId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Ids often begin with a time, so it is their end that tells two visitors apart.
 *
 * @param {string} id
 */
export function shortId(id) {
  return id
    .replace(/[^0-9a-z]/gi, "")
    .slice(-4)
    .toUpperCase();
}
