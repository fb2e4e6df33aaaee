// @ts-check
import { repeat } from './repeat.js';

/** @type {import('./types.js').CreateOutbox} */
export const createOutbox = (chat) => {
  const items = () => chat.store.get('outbox') ?? [];
  const next = () => items().find(({ error }) => !error);

  /** @type {import('./types.js').Outbox['change']} */
  const change = (how) => {
    chat.store.set('outbox', items().flatMap(how));
    chat.changed();
  };

  const drain = repeat(
    async () => {
      // Two tabs would send the same message twice, or make two conversations. Only secure pages have locks.
      await (navigator.locks?.request('okpay-chat', send) ?? send());
      return next() ? 0 : null;
    },
    ({ status = 500 }) => chat.setOnline(status < 500),
  );

  async function send() {
    const item = next();
    if (!item) return;
    const { client_id, text, action } = item;
    /** @param {Partial<import('./types.js').Outgoing>} how */
    const mark = (how) => change((other) => (other.client_id === client_id ? { ...other, ...how } : other));
    try {
      await chat.ready();
      mark({ tried: true });
      const response = await chat.call('POST', 'messages', { client_id, ...(action === undefined ? { text } : { action }) });
      chat.taken(item, (await response.json()).seq);
      change((other) => (other.client_id === client_id ? [] : other));
    } catch (/** @type {any} */ error) {
      const { status = 500, message } = error;
      if (status === 404) chat.lose();
      // Asking again would bring the same answer.
      if (status < 500 && ![404, 408, 429].includes(status)) mark({ error: message || chat.say('again') });
      else throw error;
    }
  }

  return { items, change, drain };
};
