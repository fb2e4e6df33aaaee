// @ts-check
/** @import { CreateComposer } from './types.js' */
import { h, icon } from './dom.js';

/** @type {CreateComposer} */
export const createComposer = (chat) => {
  let composed = -60;
  const area = h('textarea', {
    rows: 1,
    enterKeyHint: 'send',
    oninput() {
      fit();
      chat.typed();
    },
    oncompositionend: ({ timeStamp }) => (composed = timeStamp),
    onkeydown(event) {
      const { key, shiftKey, isComposing, keyCode, timeStamp } = event;
      // Safari ends a composition before the keydown of the Enter that ended it.
      if (key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229 && timeStamp - composed > 60) send(event);
    },
  });
  const button = h('button.tool.send', null, icon('send'));
  const node = h('form', { onsubmit: (event) => send(event) }, area, button);
  const focus = () => area.focus();

  /** Rows instead of a height, which would need a style attribute. */
  const fit = () => {
    for (area.rows = 1; area.rows < 5 && area.scrollHeight > area.clientHeight; ) area.rows++;
    button.disabled = !area.value.trim();
  };

  /** @param {string} text */
  const restore = (text) => {
    area.value = text;
    fit();
    focus();
  };

  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    const text = area.value.trim();
    restore('');
    if (text) chat.send(text);
  };

  return {
    node,
    focus,
    restore: (text) => restore(`${text}\n${area.value}`.trim()),
    update() {
      area.placeholder = area.ariaLabel = chat.say('write');
      button.ariaLabel = chat.say('send');
    },
  };
};
