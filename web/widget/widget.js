// @ts-check
(async () => {
  const { dataset, src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const load = (name = '') => import(new URL(`widget/${name}.js`, src).href);
  await load(location.hash.startsWith('#okpay-') ? 'resume' : 'element');
  if (document.querySelector('okpay-chat')) return;
  const chat = document.createElement('okpay-chat');
  Object.assign(chat.dataset, dataset);
  document.body.append(chat);
  if (dataset.telegram) load('telegram');
})();
