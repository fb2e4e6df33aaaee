// @ts-check
// A customer's file. Loaded only where there is one.
import { h, setText } from './dom.js';
import { styling } from './late.js';

const style = styling(`
.file { margin: -8px 0; padding: 0; text-decoration: underline; text-underline-offset: 3px; }
.file[aria-busy] { opacity: .6; }
.bubble small { display: block; color: inherit; }
img { display: block; max-width: 100%; max-height: 320px; margin: 4px 0; border-radius: 8px; }
`);

const SLOWEST = 120_000;

/** @type {DrawLater} */
export const draw = (chat, place, { attachment_id: id, name = '', media_type: type = '', size = 0 }) => {
  const open = async () => {
    button.ariaBusy = 'true';
    try {
      // Only the token opens it, and no link carries that.
      const response = await chat.call(`/attachments/${id}`, 'GET', {}, AbortSignal.timeout(SLOWEST));
      show(URL.createObjectURL(await response.blob()));
    } catch {
      setText(note, chat.say('again'));
    }
    button.ariaBusy = null;
  };

  const show = (href = '') => {
    const link = h('a', { href, download: name });
    if (!type.startsWith('image/')) return link.click();
    setText(note);
    link.append(h('img', { src: href, alt: '', onerror: () => link.firstChild?.remove() }), name);
    button.replaceWith(link);
    link.focus();
  };

  const button = h('button.file', { onclick: open }, name);
  const note = h('small', { role: 'status' }, size && `${Math.max(1, Math.round(size / 1000))} KB`);
  style(place);
  place.replaceChildren(button, note);
};
