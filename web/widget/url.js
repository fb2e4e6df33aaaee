// @ts-check

/** @param {string} url @param {string | URL} [base] */
export function parsed(url, base) {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}
