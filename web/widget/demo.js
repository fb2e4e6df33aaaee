// @ts-check
// The page at `/`: its two buttons.

const snippet = /** @type {HTMLElement} */ (document.getElementById('snippet'));
const copy = /** @type {HTMLElement} */ (document.getElementById('copy'));
const start = /** @type {HTMLElement} */ (document.getElementById('start'));

snippet.textContent = snippet.textContent?.replace('https://host', location.origin) ?? '';

copy.addEventListener('click', async () => {
  // Refused where the page is not secure; the text can still be selected.
  const done = await navigator.clipboard?.writeText(snippet.textContent ?? '').then(() => true, () => false);
  copy.textContent = done ? '已复制' : '请选中后复制';
  if (!done) getSelection()?.selectAllChildren(snippet);
});

start.addEventListener('click', () => {
  const chat = /** @type {(HTMLElement & {open?: () => void}) | null} */ (document.querySelector('okpay-chat'));
  chat?.open?.();
});
