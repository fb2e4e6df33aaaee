// @ts-check
import { answerButton, buttonRow } from './buttons.js';
import { h, icon, setText } from './dom.js';
import { link, linked, rich } from './text.js';

/** @param {string} text */
export const bubble = (text) => h('div.bubble', null, linked(text));

/** @param {string} text */
export const line = (text) => h('p.line', null, text);

/** An unknown kind is drawn by its text, which alone is always enough. @type {import('./types.js').Draw} */
export const draw = (chat, message, entry) => [
  ...(KINDS[message.kind]?.(chat, message, entry, message.data ?? {}) ?? [bubble(message.text)]),
  message.kind !== 'guide_step' && buttonRow(chat, message.data?.buttons),
];

/** @type {Record<string, import('./types.js').Draw>} */
const KINDS = {
  guide_step: (chat, { text }, _, { lead, title, step, steps, body, question, buttons }) => [
    lead && bubble(lead),
    h(
      'section.card',
      null,
      steps && h('div.progress', null, chat.say('step', step, steps), h('progress', { value: step, max: steps, 'aria-hidden': 'true' })),
      title && h('h3', null, title),
      rich(body || text),
      question && h('p.question', null, question),
      buttonRow(chat, buttons, 'button'),
    ),
  ],

  choice: (chat, { text }, _, { question, options = [] }) => [
    bubble(question || text),
    h('div.card.list', null, ...options.map((option) => answerButton(chat, option, 'option'))),
  ],

  articles: (chat, _, __, { lead, articles = [] }) => [
    bubble(lead || chat.say('found')),
    h(
      'div.card.list',
      null,
      ...articles.map(({ title, summary, url = '', action }) => {
        const content = h('span', null, h('b', null, title), summary && h('small', null, summary));
        return action ? answerButton(chat, { label: title, action }, 'option', content) : h('div.option', null, link(url, content));
      }),
    ),
  ],

  form: (chat, { text }, _, { prompt, optional, buttons = [] }) => [
    bubble(prompt || text),
    optional && !buttons.some(({ action }) => action === 'skip') && buttonRow(chat, [{ label: chat.say('skip'), action: 'skip' }]),
  ],

  handoff(chat, { text }, { queue }, { state, agent }) {
    if (state === 'assigned') return [line(chat.say('joined', agent?.name ?? ''))];
    if (state === 'after_hours') return [h('section.card', null, h('h3', null, chat.say('away')), h('p', null, linked(text)))];
    if (!queue) return [line(text)];
    const { position, wait_seconds: seconds } = queue;
    return [
      h(
        'section.card.queue',
        null,
        h('h3', null, chat.say('waiting')),
        position && h('p', null, chat.say('position', position)),
        seconds && h('p', null, chat.say('minutes', Math.ceil(seconds / 60))),
      ),
    ];
  },

  ticket(chat, { text }, _, { number = '' }) {
    const button = h('button.button', { type: 'button', onclick: () => copy() }, chat.say('copy'));
    // Without a secure page there is no clipboard; the number can still be selected.
    const copy = () => navigator.clipboard?.writeText(number).then(() => setText(button, chat.say('copied')));
    return [bubble(text), h('section.card.ticket', null, h('div', null, h('small', null, chat.say('ticket')), h('output', null, number)), button)];
  },

  rating_request(chat, { seq, text }, _, { score }) {
    const said = h('small', { role: 'status' });
    const stars = [1, 2, 3, 4, 5].map((n) =>
      h('button.star', { type: 'button', 'aria-label': `${n} / 5`, onclick: () => chat.rate(seq, n).then(() => show(n), () => setText(said, chat.say('again'))) }, icon('star')),
    );
    const show = (/** @type {number} */ given) => {
      setText(said, chat.say('rated'));
      stars.forEach((star, i) => {
        star.classList.toggle('on', i < given);
        star.disabled = true;
      });
    };
    const given = chat.store.get('rated')?.[seq] ?? score;
    if (given) show(given);
    return [bubble(text), h('section.card.rating', null, ...stars, said)];
  },

  attachment: (_, { text }, __, { name, size, url = '' }) => [
    h('div.bubble', null, link(url, name || text), size && h('small', null, ` ${Math.ceil(size / 1024)} KB`)),
  ],
};
