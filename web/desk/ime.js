// @ts-check

/**
 * The Enter that accepts what an input method offers is not meant for us. Safari ends the composition before it reports
 * that key, and only the old key code still tells.
 *
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
