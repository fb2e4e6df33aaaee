// @ts-check
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  import(new URL('widget/element.js', script.src).href).then(() => {
    if (document.querySelector('okpay-chat')) return;
    const chat = document.createElement('okpay-chat');
    Object.assign(chat.dataset, script.dataset);
    document.body.append(chat);
  });
})();
