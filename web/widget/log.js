// @ts-check
import { bold, h, link, linked, rich, setText } from './dom.js';

const bubble = (text = '') => h('div.bubble', linked(text));
const line = (text = '') => h('p.line', text);

/** @type {AnswerButton} */
const answerButton = (chat, { label, action, role }, look, content = label) => {
  const onclick = () => {
    // Once disabled it would lose the focus.
    /** @type {HTMLElement} */ (node.closest('.log')).focus();
    chat.send(label, action);
  };
  const primary = (role ?? (action === 'next_step' && 'primary')) === 'primary' ? '.primary' : '';
  const node = h(`button.${look}${primary}`, { onclick, name: label }, content);
  return node;
};

/** @type {ButtonRow} */
const buttonRow = (chat, buttons = [], look = 'chip') => buttons[0] && h('div.buttons', ...buttons.map((button) => answerButton(chat, button, look)));

/** @type {Later} */
const later = (part, chat, place = h('div'), content) => {
  import(`./${part}.js`).then(({ draw }) => draw(chat, place, content), () => {});
  return place;
};

/** @type {Record<string, Draw>} */
const KINDS = {
  guide_step(chat, { text, lead, title, step, steps = 0, step_title: heading = title, body, question, buttons = [] }) {
    const answers = buttons.filter(({ role }) => role === 'answer');
    const moves = buttons.filter(({ role }) => role !== 'answer');
    const progress = step && h('progress', { value: step, max: steps, ariaHidden: 'true' });
    return [
      lead && bubble(lead),
      h(
        'section.card',
        step && h('div.progress', chat.say('step', step, steps), progress),
        heading && h('h3', heading),
        rich(body || text),
        question && h('h4', question),
        buttonRow(chat, answers, 'button'),
        buttonRow(chat, moves, answers[0] ? 'quiet' : 'button'),
      ),
    ];
  },

  choice: (chat, { text, question, options = [] }) => [
    bubble(question || text),
    h('div.card.list', ...options.map((option) => answerButton(chat, option, 'option'))),
  ],

  articles: (chat, { lead, articles = [] }) => [
    bubble(lead || chat.say('found')),
    h(
      'div.card.list',
      ...articles.map(({ title, summary, url, action }) => {
        const content = h('span', h('b', title), h('small', summary));
        return action ? answerButton(chat, { label: title, action }, 'option', content) : h('div.option', link(url, content));
      }),
    ),
  ],

  form: (chat, { text, prompt, optional, buttons = [] }) => [
    bubble(prompt || text),
    optional && !buttons[0] && buttonRow(chat, [{ label: chat.say('skip'), action: 'skip' }]),
  ],

  handoff(chat, { text, state, opens_at: away }) {
    const { say, queue } = chat;
    const { position, wait_seconds: seconds } = queue;
    if (state === 'after_hours') return [h('section.card', h('h3', say('away')), linked(text))];
    if (state !== 'queued') return [line(text), state === 'closed' && later('rating', chat)];
    const place = position && h('p.strong', say('position', position));
    const wait = seconds && h('p', say('minutes', Math.ceil(seconds / 60)));
    return [h('section.card', h('h3', say(away ? 'away' : 'waiting')), away && h('p', linked(text)), place, wait)];
  },

  rating_request: (chat, { text }) => [bubble(text), later('rating', chat)],

  ticket({ say }, { text, number = '' }) {
    const onclick = () => navigator.clipboard?.writeText(number).then(() => setText(button, say('copied')));
    const button = h('button.button', { onclick }, say('copy'));
    return [h('div.bubble', bold(text.replace(number, '**$&**'))), h('section.card.ticket', h('p', h('small', say('ticket')), h('output.strong', number)), button)];
  },

  attachment: (chat, file) => [later('file', chat, h('div.bubble', file.name || file.text), file)],
};

/** @type {DrawEntry} */
const drawEntry = (chat, { message, item, line: words }) => {
  const { say } = chat;
  if (words) return line(words);
  if (item) return h('div.row.customer', bubble(item.text), item.error && h('p.error', item.error, h('button', { onclick: () => chat.edit(item) }, say('edit'))));
  if (!message) return h('div.row.hello', bubble(say('hello')), buttonRow(chat, say('topics').split('|').map((label) => ({ label }))));
  const { role, kind, text, data = {} } = message;
  if (role === 'system' && kind === 'text') return line(text);
  const name = say(role === 'system' ? 'bot' : role, data.agent?.name ?? '');
  const nodes = KINDS[kind]?.(chat, { ...message, ...data }) ?? [bubble(text)];
  return h(`div.row.${role}`, h('small', name), ...nodes, kind !== 'guide_step' && buttonRow(chat, data.buttons));
};

/** @type {CreateLog} */
export const createLog = (chat) => {
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();
  let locale = '';
  const dots = h('div.bubble.dots', { ariaHidden: 'true' }, h('i'), h('i'), h('i'));
  const list = h('div', dots);
  const node = h('div.log', { role: 'log', tabIndex: 0 }, list);

  /** @param {Entry} entry */
  const place = (entry) => {
    const row = rows.get(entry.key) ?? drawEntry(chat, entry);
    rows.set(entry.key, row);
    if (entry.item && !entry.item.error) row.dataset.sending = chat.say('sending');
    else delete row.dataset.sending;
    for (const button of row.querySelectorAll('button')) {
      if (!button.name) continue;
      button.disabled = !entry.active;
      button.ariaPressed = entry.answer === button.name ? 'true' : null;
    }
    return row;
  };

  return {
    node,
    update() {
      const entries = entriesOf(chat);
      const fresh = entries.filter(({ key }) => !rows.has(key));
      // History, or the same in another language, is not to be read out.
      node.ariaLive = fresh.length > 5 || locale !== chat.locale ? 'off' : 'polite';
      node.ariaLabel = chat.say('title');
      locale = chat.locale;
      const nodes = entries.map(place);
      for (const [key, row] of rows) if (!nodes.includes(row) && rows.delete(key)) row.remove();
      nodes.forEach((row, i) => row === list.children[i] || list.insertBefore(row, list.children[i] ?? null));
      dots.hidden = !chat.typing;
      // The end is 0: the layout is reversed.
      if (fresh.some(({ item }) => item)) node.scrollTop = 0;
    },
  };
};

/** @param {Chat} chat @returns {Entry[]} */
const entriesOf = ({ messages, outbox, state, queue, notice, locale }) => {
  const all = [...messages.values()].sort((a, b) => a.seq - b.seq);
  const handoff = all.filter(({ kind }) => kind === 'handoff').at(-1);
  const own = all.filter(({ role }) => role === 'customer');
  const stored = all.filter((message) => message.data?.state !== 'queued' || (message === handoff && state === 'queued'));
  // The stream may be faster than the answer to the call.
  const waiting = outbox.filter(({ tried, text, after }) => !tried || !own.some((message) => message.seq > after && message.text === text));
  /** @type {Entry[]} */
  const entries = [
    // The same key on its way and stored: it stays the same element.
    ...stored.map((message) => ({ key: own.includes(message) ? `own${own.indexOf(message)}` : `${message.seq}`, message })),
    ...waiting.map((item, i) => ({ key: `own${own.length + i}`, item })),
  ];
  // What failed stays where it was said.
  const place = (/** @type {Entry} */ { message, item }) => message?.seq ?? (item?.error ? item.after + 0.5 : Infinity);
  entries.sort((a, b) => place(a) - place(b) || 0);
  markAnswers(entries);
  const rows = [{ key: 'hello', active: !entries.length }, ...withTimes(locale, entries), ...(notice ? [{ key: '', line: notice }] : [])];
  return rows.map((entry) => {
    const { message, item } = entry;
    const look = [entry.key, locale, (message ?? item)?.text, item?.error, message?.data?.state === 'queued' && queue];
    return { ...entry, key: JSON.stringify(look) };
  });
};

/** @param {Entry[]} entries */
const markAnswers = (entries) => {
  let answer = '';
  let active = true;
  for (const entry of [...entries].reverse()) {
    const { message, item } = entry;
    const { buttons, options, articles, optional } = message?.data ?? {};
    if (item?.error) continue;
    if (!message || message.role === 'customer') {
      answer = (message ?? item)?.text ?? '';
      active = false;
    } else if (buttons || options || articles || optional) {
      Object.assign(entry, { active, answer });
      answer = '';
      active = false;
    }
  }
};

/** @param {string} locale @param {Entry[]} entries */
const withTimes = (locale, entries) => {
  let last = 0;
  return entries.flatMap((entry) => {
    const date = new Date((entry.message ?? entry.item)?.created_at ?? 0);
    const paused = +date - last > 900_000;
    last = +date;
    const day = date.toDateString() === new Date().toDateString() ? {} : /** @type {const} */ ({ month: 'short', day: 'numeric' });
    const line = date.toLocaleString(locale, { ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    return paused ? [{ key: `at${entry.key}`, line }, entry] : [entry];
  });
};
