// @ts-check
import { attr, h, icon } from './dom.js';

/** @type {import('./types.js').CreateComposer} */
export const createComposer = (chat) => {
  let composed = -60;
  const area = h('textarea', {
    rows: 1,
    enterkeyhint: 'send',
    oninput: () => {
      fit();
      chat.typed();
    },
    oncompositionend: (/** @type {Event} */ { timeStamp }) => (composed = timeStamp),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const { key, shiftKey, isComposing, keyCode, timeStamp } = event;
      // Safari ends a composition before the keydown of the Enter that ended it.
      if (key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229 && timeStamp - composed > 60) send(event);
    },
  });
  const button = h('button.tool.send', { type: 'submit' }, icon('send'));
  const node = h('form', { onsubmit: (/** @type {Event} */ event) => send(event) }, area, button);
  const focus = () => area.focus();

  /** Rows instead of a height, which would need a style attribute. */
  const fit = () => {
    for (area.rows = 1; area.rows < 5 && area.scrollHeight > area.clientHeight; ) area.rows++;
    button.disabled = !area.value.trim();
  };

  /** @param {string} text */
  const set = (text) => {
    area.value = text;
    fit();
    focus();
  };

  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    const text = area.value.trim();
    if (!text) return;
    set('');
    chat.send(text);
  };

  return {
    node,
    focus,
    restore: (text) => set([text, area.value].join('\n').trim()),
    update() {
      attr(area, 'placeholder', chat.say('write'));
      attr(area, 'aria-label', chat.say('write'));
      attr(button, 'aria-label', chat.say('send'));
    },
  };
};
