// @ts-check
/** @import { Entry, Message, Outgoing } from './types.js' */

const PAUSE = 15 * 60_000;

/** What the log shows, from top to bottom. @param {import('./chat.js').Chat} chat @returns {Entry[]} */
export function entriesOf(chat) {
  const entries = withFailed(stored(chat), waiting(chat));
  markAnswers(entries);
  return [{ key: 'welcome', welcome: true, active: !entries.length }, ...withTimes(entries), ...notices(chat)];
}

/** @param {import('./chat.js').Chat} chat @returns {Entry[]} */
function stored(chat) {
  const messages = [...chat.messages.values()].sort((a, b) => a.seq - b.seq);
  const queue = chat.state === 'queued' && lastQueueStart(messages);
  let agent = '';
  return messages.filter(firstOfQueue()).map((message) => {
    agent = message.data?.agent?.name ?? agent;
    return { key: chat.owners.get(message.seq) ?? `m${message.seq}`, message, agent, live: message === queue };
  });
}

/** @param {Message} message */
const isQueued = ({ kind, data }) => kind === 'handoff' && data?.state === 'queued';

/** A new place in the queue updates the card that is there already. */
function firstOfQueue() {
  let queued = false;
  return (/** @type {Message} */ message) => {
    const repeated = queued && isQueued(message);
    if (message.kind === 'handoff') queued = isQueued(message);
    return !repeated;
  };
}

/** @param {Message[]} messages */
function lastQueueStart(messages) {
  return messages.filter(firstOfQueue()).filter(isQueued).at(-1);
}

/** @param {import('./chat.js').Chat} chat */
function waiting(chat) {
  const known = new Set(chat.owners.values());
  return [...chat.outbox.items, ...chat.uploads].filter((item) => !known.has(item.client_id));
}

/** What failed stays where it was said; what is on its way comes last. @param {Entry[]} entries @param {Outgoing[]} items */
function withFailed(entries, items) {
  const out = [...entries];
  for (const item of items) {
    const place = item.error ? out.findIndex(({ message }) => message && message.seq > item.after) : -1;
    out.splice(place < 0 ? out.length : place, 0, { key: item.client_id, item });
  }
  return out;
}

/** Which buttons can still be pressed, and which was. @param {Entry[]} entries */
function markAnswers(entries) {
  /** @type {Entry['answer']} */
  let answer;
  let open = true;
  for (const entry of [...entries].reverse()) {
    const { message, item } = entry;
    if (item?.error) continue;
    if (item || message?.role === 'customer') {
      answer = item ?? { text: message?.text ?? '', action: message?.data?.action };
      open = false;
    } else if (hasButtons(message)) {
      entry.active = open;
      entry.answer = answer;
      open = false;
      answer = undefined;
    }
  }
}

/** @param {Message | undefined} message */
function hasButtons(message) {
  const { buttons, options, articles, optional } = message?.data ?? {};
  return Boolean(buttons?.length || options?.length || articles?.length || optional);
}

/** A line with the day and the time where there was a pause. @param {Entry[]} entries */
function withTimes(entries) {
  let last = 0;
  return entries.flatMap((entry) => {
    const time = entry.message?.created_at ?? entry.item?.at ?? '';
    const now = Date.parse(time);
    const pause = now - last > PAUSE;
    last = now || last;
    return pause ? [{ key: `t${entry.key}`, time }, entry] : [entry];
  });
}

/** @param {import('./chat.js').Chat} chat @returns {Entry[]} */
function notices(chat) {
  return chat.notice ? [{ key: 'notice', notice: chat.notice }] : [];
}
