// @ts-check

/** @type {WeakMap<Element, Map<string, HTMLElement>>} */
const known = new WeakMap();

/**
 * Makes the children of `parent` match `items`, keeping the element of every item that stays: focus, hover and scroll
 * position survive when a row only changes or moves.
 *
 * @template T
 * @param {HTMLElement} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => HTMLElement} create
 * @param {(element: HTMLElement, item: T) => void} update
 */
export function reconcile(parent, items, keyOf, create, update) {
  const before = known.get(parent) ?? new Map();
  /** @type {Map<string, HTMLElement>} */
  const after = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const element = before.get(key) ?? create(item);
    update(element, item);
    after.set(key, element);
  }
  known.set(parent, after);
  dropMissing(before, after);
  keepingFocus(() => arrange(parent, [...after.values()]));
}

/**
 * @param {Map<string, HTMLElement>} before
 * @param {Map<string, HTMLElement>} after
 */
function dropMissing(before, after) {
  for (const [key, element] of before) if (!after.has(key)) element.remove();
}

/**
 * @param {HTMLElement} parent
 * @param {HTMLElement[]} elements
 */
function arrange(parent, elements) {
  let place = parent.firstElementChild;
  for (const element of elements) {
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
}

/**
 * An element that is moved in the document loses the focus.
 *
 * @param {() => void} move
 */
function keepingFocus(move) {
  const focused = document.activeElement;
  move();
  if (focused instanceof HTMLElement && focused.isConnected && focused !== document.activeElement) {
    focused.focus({ preventScroll: true });
  }
}
