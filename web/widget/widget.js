// @ts-check
// The classic script that a page embeds. Everything else is a module beside it, of the same origin.
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const add = () => {
    if (document.querySelector('okpay-chat')) return;
    const chat = document.createElement('okpay-chat');
    Object.assign(chat.dataset, script.dataset);
    document.body.append(chat);
  };
  import(new URL('widget/element.js', script.src).href).then(add);
})();
