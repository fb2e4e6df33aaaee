// @ts-check
/** @import { Chat, CreateLog, DrawRow, Entry } from './types.js' */
import { h } from './dom.js';
import { bubble, buttonRow, draw, line, refreshButtons } from './kinds.js';

const PAUSE = 15 * 60_000;

/** @type {CreateLog} */
export const createLog = (chat, edit) => {
  /** @type {Map<string, {node: HTMLElement, look: string}>} */
  const rows = new Map();
  let locale = '';
  const dots = h('div.bubble.dots', { ariaHidden: 'true' }, h('i'), h('i'), h('i'));
  const list = h('div', null, dots);
  const node = h('div.log', { role: 'log', tabIndex: 0 }, list);

  /** @param {Entry} entry */
  const place = (entry) => {
    const { key, message, item } = entry;
    const look = JSON.stringify([chat.locale, (message ?? item)?.text, item?.error, message?.kind === 'handoff' && chat.queue]);
    let row = rows.get(key);
    if (row?.look !== look) {
      const node = drawRow(chat, entry, edit);
      row?.node.replaceWith(node);
      rows.set(key, (row = { node, look }));
    }
    refreshButtons(row.node, entry);
    row.node.dataset.sending = item && !item.error ? chat.say('sending') : '';
    return row.node;
  };

  return {
    node,
    update() {
      const entries = entriesOf(chat);
      const fresh = entries.filter(({ key }) => !rows.has(key));
      // All of it at once is history, or the same in another language: nothing to read out.
      node.ariaLive = fresh.length > 5 || locale !== chat.locale ? 'off' : 'polite';
      node.ariaLabel = chat.say('title');
      locale = chat.locale;
      for (const [key, row] of rows) if (!entries.some((entry) => entry.key === key) && rows.delete(key)) row.node.remove();
      let next = list.firstElementChild;
      for (const row of entries.map(place)) {
        if (row === next) next = row.nextElementSibling;
        else list.insertBefore(row, next);
      }
      dots.hidden = !chat.typing;
      // The log is laid out from its end, which is 0.
      if (fresh.some(({ item }) => item)) node.scrollTop = 0;
    },
  };
};

/** @type {DrawRow} */
const drawRow = (chat, { message, item, line: words }, edit) => {
  if (words) return line(words);
  if (item) {
    const again = item.error && h('p.error', null, item.error, h('button', { onclick: () => edit(item) }, chat.say('edit')));
    return h('div.row.customer', null, bubble(item.text), again);
  }
  if (!message) return h('div.row.bot.hello', null, bubble(chat.say('hello')), buttonRow(chat, chat.say('topics').split('|').map((label) => ({ label }))));
  const { role, kind, text, data = {} } = message;
  if (role === 'system' && kind === 'text') return line(text);
  const name = role === 'customer' ? chat.say('you') : role === 'agent' ? chat.say('named', data.agent?.name ?? '') : chat.say('bot');
  return h(`div.row.${role}`, null, h('small', null, name), ...draw(chat, message, data));
};

/** What the log shows, from top to bottom. @param {Chat} chat @returns {Entry[]} */
function entriesOf(chat) {
  const messages = [...chat.messages.values()].sort((a, b) => a.seq - b.seq);
  const handoff = messages.filter(({ kind }) => kind === 'handoff').at(-1);
  const own = messages.filter(({ role }) => role === 'customer');
  // Of a queue only the newest news is shown.
  const stored = messages.filter((message) => message.data?.state !== 'queued' || (message === handoff && chat.state === 'queued'));
  // The stream may bring a message before the call that sent it has returned.
  const waiting = chat.outbox.filter(({ tried, text, after }) => !tried || !own.some((message) => message.seq > after && message.text === text));
  const entries = [
    // A message of ours has the same key on its way and stored, so that it stays the same element.
    ...stored.map((message) => ({ key: message.role === 'customer' ? `own${own.indexOf(message)}` : `${message.seq}`, message })),
    ...waiting.map((item, i) => ({ key: item.error ? item.client_id : `own${own.length + i}`, item })),
  ];
  markAnswers(entries);
  const notice = chat.notice ? [{ key: 'notice', line: chat.notice }] : [];
  return [{ key: 'hello', active: !entries.length }, ...withTimes(chat.locale, entries), ...notice];
}

/** Which buttons can still be pressed, and what was said to them. @param {Entry[]} entries */
function markAnswers(entries) {
  /** @type {Entry['answer']} */
  let answer;
  let active = true;
  for (const entry of [...entries].reverse()) {
    const { message, item } = entry;
    const { buttons, options, articles, optional } = message?.data ?? {};
    if (item?.error) continue;
    if (item || message?.role === 'customer') {
      answer = item ?? { text: message?.text ?? '', action: message?.data?.action };
      active = false;
    } else if (buttons || options || articles || optional) {
      Object.assign(entry, { active, answer });
      answer = undefined;
      active = false;
    }
  }
}

/** A line with the time where there was a pause. @param {string} locale @param {Entry[]} entries */
function withTimes(locale, entries) {
  let last = 0;
  return entries.flatMap((entry) => {
    const date = new Date((entry.message ?? entry.item)?.created_at ?? 0);
    const paused = +date - last > PAUSE;
    last = +date;
    const day = date.toDateString() === new Date().toDateString() ? {} : /** @type {const} */ ({ month: 'short', day: 'numeric' });
    const line = date.toLocaleString(locale, { ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    return paused ? [{ key: `at${entry.key}`, line }, entry] : [entry];
  });
}
