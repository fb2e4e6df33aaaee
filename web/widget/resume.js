// @ts-check
// A link out of Telegram: its code, used once, opens the conversation here. Loaded only where the address has one.
import './element.js';

const loader = new URL('../widget.js', import.meta.url).href;
const page = [...document.scripts].find(({ src }) => src.startsWith(loader))?.dataset ?? {};

const exchange = async (code = '') => {
  const url = new URL('../api/v1/conversations/resume', import.meta.url);
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ code }) });
  if (!response.ok) return;
  const { conversation_id: id, token, locale } = await response.json();
  const kept = { conversation: { id, token }, locale, read: 0, outbox: [] };
  // Where the widget looks for it; it is made only when this module is done.
  for (const [key, value] of Object.entries(kept)) localStorage[`okpay-chat:${page.externalId ?? ''}:${key}`] = JSON.stringify(value);
};

const [, code] = /^#okpay-conversation=([\w-]+)$/.exec(location.hash) ?? [];
if (code) {
  history.replaceState(history.state, '', location.pathname + location.search);
  page.open = 'true';
  await exchange(code).catch(() => {});
}
