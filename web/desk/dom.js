// @ts-check

/**
 * @typedef {string|number|boolean|null|undefined|((event: any) => void)} AttributeValue
 * @typedef {Node|string|null|undefined|false} Child
 */

/**
 * Makes an element. Text only ever becomes text nodes, so nothing a customer writes can turn into markup.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, AttributeValue>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.filter(isShown));
  return element;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {AttributeValue} value
 */
function setAttribute(element, name, value) {
  if (typeof value === "function") element.addEventListener(name.slice(2), value);
  else if (value !== null && value !== undefined && value !== false) {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * @param {Child} child
 * @returns {child is Node|string}
 */
function isShown(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

/**
 * Touching the DOM only on a real change keeps selections, focus and screen readers undisturbed.
 *
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Draws `children` into `parent` again only when what they show has changed.
 *
 * @param {Element} parent
 * @param {unknown} shown everything the drawing depends on
 * @param {() => Child[]} draw
 */
export function redraw(parent, shown, draw) {
  const signature = JSON.stringify(shown);
  if (drawn.get(parent) === signature) return;
  drawn.set(parent, signature);
  parent.replaceChildren(...draw().filter(isShown));
}

/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/** @param {string} text */
export function hiddenText(text) {
  return h("span", { class: "visually-hidden" }, text);
}
