/** Started by its own script tag: the tag's address says where the chat service is, its data attributes how to look. */

import { MendChat } from './chat.js';

// A module script has no currentScript; it is found by its file name.
const script = document.currentScript ?? document.querySelector('script[src$="/widget.js"]');

function start() {
  if (document.querySelector('mend-chat')) return;
  const { heading, lang, dir, identity, position } = script.dataset;
  const chat = document.createElement('mend-chat');
  chat.base = new URL('./', script.src).href;
  chat.heading = heading;
  chat.identity = identity;
  chat.language = lang || document.documentElement.lang;
  chat.direction = dir;
  if (position === 'left' || position === 'right') chat.setAttribute('position', position);
  document.body.append(chat);
}

if (!customElements.get('mend-chat')) {
  customElements.define('mend-chat', MendChat);
  if (document.body) start();
  else document.addEventListener('DOMContentLoaded', start);
}
