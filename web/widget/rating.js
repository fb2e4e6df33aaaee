// @ts-check
// How the customer found it. Loaded only where an agent has closed the conversation.
import { h, setText } from './dom.js';
import { styling } from './late.js';

const WORDS = {
  'zh-CN': ['这次服务怎么样？', ' 星', '想说的话（选填）', '感谢您的评价。'],
  'zh-TW': ['這次服務怎麼樣？', ' 顆星', '想說的話（選填）', '謝謝您的評價。'],
  en: ['How did we do?', ' of 5 stars', 'Anything to add? (optional)', 'Thank you for your rating.'],
};

const style = styling(`
div:has(> form) { align-self: stretch; }
form.card { display: block; padding: 8px 16px; border: 1px solid var(--line); }
fieldset { margin: 0 -8px; padding: 0; border: 0; }
legend { padding: 0 8px; }
label { display: inline-block; position: relative; width: var(--target); color: var(--edge); font-size: 28px; line-height: var(--target); text-align: center; }
label:has(:checked), label:has(~ label :checked) { color: var(--brand); }
label:has(:focus-visible) { border-radius: 10px; outline: 2px solid var(--brand); }
label input { position: absolute; inset: 0; width: 100%; margin: 0; opacity: 0; cursor: pointer; }
.more { display: flex; gap: 8px; margin: 4px 0 8px; }
.more input { flex: 1; min-width: 0; padding: 0 12px; border: 1px solid var(--edge); border-radius: 10px; background: none; color: inherit; font: inherit; font-size: 16px; }
.row:has(~ .row) form { display: none; }
`);

/** @type {DrawLater} */
export const draw = (chat, place) => {
  const [question = '', unit, comment = '', thanks = ''] = WORDS[chat.locale];
  const star = (score = 0) => h('input', { type: 'radio', name: 'score', value: `${score}`, ariaLabel: score + unit });
  const stars = [1, 2, 3, 4, 5].map((score) => h('label', '★', star(score)));
  const words = h('input', { name: 'comment', maxLength: 2000, placeholder: comment, ariaLabel: comment });
  const more = h('div.more', { hidden: true }, words, h('button.button', chat.say('send')));
  const note = h('p', { role: 'status' });

  const rate = async () => {
    more.hidden = false;
    const given = new FormData(form);
    const asked = chat.call('/rating', 'POST', { score: Number(given.get('score')), comment: given.get('comment') || undefined });
    const done = await asked.then(() => true, () => false);
    setText(note, done ? thanks : chat.say('again'));
    return done;
  };

  const form = h('form.card', {
    async onsubmit(event) {
      event.preventDefault();
      if (!(await rate())) return;
      more.hidden = true;
      // The field goes, and would take the focus with it.
      /** @type {HTMLElement | null} */ (form.querySelector(':checked'))?.focus();
    },
  });

  form.append(h('fieldset', { onchange: rate }, h('legend', question), ...stars), more, note);
  style(place);
  place.replaceChildren(form);
};
