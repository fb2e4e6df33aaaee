// @ts-check
/** @import { Draw } from './kinds.js' */
import { buttonRow } from './buttons.js';
import { attr, h, setText } from './dom.js';
import { icon } from './icons.js';
import { bubble } from './kinds.js';

/** @type {Draw} */
export function rating(chat, message) {
  const { words } = chat;
  const said = h('p', { role: 'status', class: 'muted' });
  const [low, high] = words.scoreEnds;
  const ends = h('div', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, low), h('span', {}, high));
  const stars = [1, 2, 3, 4, 5].map((score) => {
    const give = () => {
      setText(said, '');
      chat.rate(message.seq, score).catch(() => setText(said, words.again));
    };
    return h('button', { type: 'button', class: 'star', 'aria-label': words.score(score), onclick: give }, icon('star'));
  });
  const card = h('section', { class: 'card rating' }, h('div', { class: 'stars' }, ...stars), ends, said);
  return {
    nodes: [bubble(message.text), card, buttonRow(chat, message.data?.buttons, 'chip')],
    refresh() {
      const given = chat.ratingOf(message.seq);
      ends.hidden = given > 0;
      if (given) setText(said, words.rated);
      stars.forEach((star, i) => {
        star.classList.toggle('on', i < given);
        attr(star, 'aria-pressed', given ? given === i + 1 : undefined);
        attr(star, 'aria-disabled', given > 0 ? 'true' : undefined);
      });
    },
  };
}
