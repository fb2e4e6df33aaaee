// @ts-check
// The way to Telegram, in the menu. Loaded only where the page says that there is a bot.

const WORDS = {
  'zh-CN': ['在 Telegram 继续', '先说一句话，再到 Telegram 继续。', '没有成功，请重试。'],
  'zh-TW': ['在 Telegram 繼續', '先說一句話，再到 Telegram 繼續。', '沒有成功，請重試。'],
  en: ['Go on in Telegram', 'Say something first, then go on in Telegram.', 'That failed. Please try again.'],
};

const chat = /** @type {HTMLElement} */ (document.querySelector('okpay-chat'));
const find = (name = '') => /** @type {HTMLElement} */ (chat.shadowRoot?.querySelector(name));
const button = document.createElement('button');

const say = (which = 0) => button.replaceChildren(WORDS[/** @type {Locale} */ (find('dialog').lang)][which] ?? '');

const carry = async () => {
  const { id, token } = JSON.parse(localStorage[`okpay-chat:${chat.dataset.externalId ?? ''}:conversation`] ?? 'null') ?? {};
  if (!id) return say(1);
  // One that is opened later would be blocked.
  const tab = window.open('', '_blank');
  const url = new URL(`../api/v1/conversations/${id}/telegram-link`, import.meta.url);
  const response = await fetch(url, { method: 'POST', headers: { Authorization: `Bearer ${token}` } }).catch(() => null);
  if (!response?.ok) {
    tab?.close();
    return say(2);
  }
  if (tab) Object.assign(tab, { opener: null, location: (await response.json()).url });
  say();
};

button.addEventListener('click', carry);
find('.menu').prepend(button);
find('.menu').parentElement?.addEventListener('toggle', () => say());
say();
