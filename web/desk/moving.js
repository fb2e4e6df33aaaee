// @ts-check

/** @returns {HTMLElement[]} */
function links() {
  return [...document.querySelectorAll(".rows a.row")].filter((element) => element instanceof HTMLElement);
}

/**
 * Moves the focus in the list: from the row that has it, else from the open one, else from outside.
 *
 * @param {1|-1} step
 */
export function moveInList(step) {
  const all = links();
  const from = currentIndex(all);
  const to = from === -1 ? (step === 1 ? 0 : all.length - 1) : from + step;
  all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
}

/** @param {HTMLElement[]} all */
function currentIndex(all) {
  const focused = all.findIndex((link) => link === document.activeElement);
  return focused === -1 ? all.findIndex((link) => link.hasAttribute("aria-current")) : focused;
}

/** @returns {string|null} the conversation whose row has the focus */
export function focusedId() {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused.matches("a.row") ? (focused.dataset.id ?? null) : null;
}

/**
 * @param {string|null} id
 * @returns {boolean} whether there was a row to focus
 */
export function focusRow(id) {
  const link = links().find((each) => each.dataset.id === id);
  link?.focus();
  return link !== undefined;
}
