// @ts-check
/** @import { AnswerButton, ButtonRow, Draw, Refresh } from './types.js' */
import { h, icon, link, linked, rich, setText } from './dom.js';

/** @param {string} text */
export const bubble = (text) => h('div.bubble', null, linked(text));

/** @param {string} text */
export const line = (text) => h('p.line', null, text);

/** A button that answers for the customer. @type {AnswerButton} */
const answerButton = (chat, { label, action, role }, look, content = label) => {
  const onclick = () => {
    // The button is about to be disabled, and focus must not fall out of the panel with it.
    node.closest('div.log')?.focus();
    chat.send(label, action);
  };
  const primary = role === 'primary' || action === 'next_step' ? '.primary' : '';
  const node = h(`button.${look}${primary}`, { onclick, name: label, value: JSON.stringify(action) ?? '' }, content);
  return node;
};

/** @type {ButtonRow} */
export const buttonRow = (chat, buttons = [], look = 'chip') => buttons[0] && h('div.buttons', null, ...buttons.map((button) => answerButton(chat, button, look)));

/** Buttons of the past are disabled, and the chosen one is marked. @type {Refresh} */
export const refreshButtons = (node, { active, answer }) => {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (node.querySelectorAll('[name]'))) {
    const { name, value } = button;
    button.disabled = !active;
    button.ariaPressed = answer && (answer.action === undefined ? answer.text === name : JSON.stringify(answer.action) === value) ? 'true' : null;
  }
};

/** An unknown kind is drawn by its text, which alone is always enough. @type {Draw} */
export const draw = (chat, message, data) => [
  ...(KINDS[message.kind]?.(chat, message, data) ?? [bubble(message.text)]),
  message.kind !== 'guide_step' && buttonRow(chat, data.buttons),
];

/** @type {Record<string, Draw>} */
const KINDS = {
  guide_step: (chat, { text }, { lead, title, step, steps = 0, body, question, buttons }) => [
    lead && bubble(lead),
    h(
      'section.card',
      null,
      step && h('div.progress', null, chat.say('step', step, steps), h('progress', { value: step, max: steps, ariaHidden: 'true' })),
      title && h('h3', null, title),
      rich(body || text),
      question && h('h4', null, question),
      buttonRow(chat, buttons, 'button'),
    ),
  ],

  choice: (chat, { text }, { question, options = [] }) => [
    bubble(question || text),
    h('div.card.list', null, ...options.map((option) => answerButton(chat, option, 'option'))),
  ],

  articles: (chat, _, { lead, articles = [] }) => [
    bubble(lead || chat.say('found')),
    h(
      'div.card.list',
      null,
      ...articles.map(({ title, summary, url = '', action }) => {
        const content = h('span', null, h('b', null, title), h('small', null, summary));
        return action ? answerButton(chat, { label: title, action }, 'option', content) : h('div.option', null, link(url, content));
      }),
    ),
  ],

  form: (chat, { text }, { prompt, optional, buttons = [] }) => [
    bubble(prompt || text),
    optional && !buttons[0] && buttonRow(chat, [{ label: chat.say('skip'), action: 'skip' }]),
  ],

  handoff(chat, { text }, { state, agent }) {
    if (state === 'assigned') return [line(chat.say('joined', agent?.name ?? ''))];
    if (state === 'after_hours') return [h('section.card', null, h('h3', null, chat.say('away')), linked(text))];
    if (state !== 'queued') return [line(text)];
    const { position, wait_seconds: seconds } = chat.queue;
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

  ticket(chat, { text }, { number = '' }) {
    // Without a secure page there is no clipboard; the number can still be selected.
    const onclick = () => navigator.clipboard?.writeText(number).then(() => setText(button, chat.say('copied')));
    const button = h('button.button', { onclick }, chat.say('copy'));
    return [bubble(text), h('section.card.ticket', null, h('div', null, h('small', null, chat.say('ticket')), h('output', null, number)), button)];
  },

  rating_request(chat, { seq, text }, { score }) {
    const said = h('small', { role: 'status' });
    const show = (/** @type {number} */ given) => {
      setText(said, chat.say('rated'));
      stars.forEach((star, i) => {
        star.classList.toggle('on', i < given);
        star.disabled = true;
      });
    };
    const give = (/** @type {number} */ n) => chat.rate(seq, n).then(() => show(n), () => setText(said, chat.say('again')));
    const stars = [1, 2, 3, 4, 5].map((n) => h('button.star', { ariaLabel: `${n} / 5`, onclick: () => give(n) }, icon('star')));
    const given = chat.store.get('rated')?.[seq] ?? score;
    if (given) show(given);
    return [bubble(text), h('section.card.rating', null, ...stars, said)];
  },

  attachment: (_, { text }, { name, size, url = '' }) => [
    h('div.bubble', null, link(url, name || text), size && h('small', null, ` ${Math.ceil(size / 1024)} KB`)),
  ],
};
