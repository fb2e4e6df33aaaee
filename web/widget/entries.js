// @ts-check
/** @import { Chat, Entry } from './types.js' */

const PAUSE = 15 * 60_000;

/** What the log shows, from top to bottom. @param {Chat} chat @returns {Entry[]} */
export function entriesOf(chat) {
  const entries = withOutgoing(chat, stored(chat));
  markAnswers(entries);
  const notice = chat.notice ? [{ key: 'notice', line: chat.notice }] : [];
  return [{ key: 'hello', active: !entries.length }, ...withTimes(chat.locale, entries), ...notice];
}

/** @param {Chat} chat */
function stored({ messages, state, queue }) {
  /** @type {Entry[]} */
  const out = [];
  /** @type {Entry | null} */
  let waiting = null;
  let agent = '';
  let own = 0;
  for (const message of [...messages.values()].sort((a, b) => a.seq - b.seq)) {
    const { seq, role, kind, data = {} } = message;
    agent = data.agent?.name ?? agent;
    const queued = data.state === 'queued';
    // A new place in the queue updates the card that is there.
    if (queued && waiting) continue;
    // A message of ours has the same key on its way and stored, so that it stays the same element.
    const entry = { key: role === 'customer' ? `own${own++}` : `${seq}`, message, agent };
    if (kind === 'handoff') waiting = queued ? entry : null;
    out.push(entry);
  }
  if (waiting && state === 'queued') waiting.queue = queue;
  return out;
}

/** What failed stays where it was said; what is on its way comes last. @param {Chat} chat @param {Entry[]} entries */
function withOutgoing({ outbox }, entries) {
  const mine = entries.filter(({ message }) => message?.role === 'customer');
  let own = mine.length;
  for (const item of outbox.items()) {
    const { error, after, tried, text, client_id } = item;
    // The stream may bring a message before the call that sent it has returned.
    if (tried && mine.some(({ message }) => message && message.seq > after && message.text === text)) continue;
    const place = error ? entries.findIndex(({ message }) => message && message.seq > after) : -1;
    entries.splice(place < 0 ? entries.length : place, 0, { key: error ? client_id : `own${own++}`, item });
  }
  return entries;
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
