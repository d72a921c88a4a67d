/** How messages look: bubbles, step cards, times and the answers to choose from. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { clockIcon } from './icons.js';
import { markdown } from './markdown.js';
import { clock, day, sameDay } from './time.js';

const speakers = { customer: 'you', mend: 'assistant', person: 'person' };

function card(message, { words, api }) {
  const { about } = message;
  const picture = about.picture && api.picture(about.picture);
  const place = about.number ? words.step(about.number, about.of) : '';
  return html`<div class="bubble card" part="bubble card">
    ${about.title || place
      ? html`<div class="meta">
          ${about.title ? html`<bdi class="guide">${about.title}</bdi>` : nothing}
          ${place ? html`<bdi>${place}</bdi>` : nothing}
        </div>`
      : nothing}
    <div class="said">${markdown(message.text, words)}</div>
    ${picture ? html`<img class="picture" src=${picture} alt=${about.alt || ''} />` : nothing}
    ${about.minutes
      ? html`<div class="minutes">${clockIcon}<bdi>${words.minutes(about.minutes)}</bdi></div>`
      : nothing}
  </div>`;
}

function bubble(message, scene) {
  // What the customer typed is shown letter by letter; only the assistant's words are read as Markdown.
  if (message.from === 'customer') {
    return html`<div class="bubble" part="bubble"><p class="typed" dir="auto">${message.text}</p></div>`;
  }
  if (message.about) return card(message, scene);
  return html`<div class="bubble" part="bubble">${markdown(message.text, scene.words)}</div>`;
}

function choices(message, { words, pressable, press }) {
  if (message !== pressable) return nothing;
  return html`<div class="choices" role="group" aria-label=${words.choices}>
    ${message.buttons.map(
      (button) =>
        html`<button type="button" class="choice" part="choice" dir="auto" @click=${() => press(message, button)}>
          ${button.title}
        </button>`,
    )}
  </div>`;
}

function row(message, scene, { first, last, newDay }) {
  const { words, lang } = scene;
  return html`${newDay ? html`<div class="day"><bdi>${day(message.at, lang, words)}</bdi></div>` : nothing}
    <div class="row ${message.from} ${first ? 'first' : ''}" data-seq=${message.seq}>
      ${first && message.from === 'person' ? html`<div class="who" aria-hidden="true"><bdi>${words.adviser}</bdi></div>` : nothing}
      <span class="sr">${words[speakers[message.from]] ?? words.assistant}</span>
      ${bubble(message, scene)}
      ${last && message !== scene.pressable
        ? html`<time class="time" datetime=${message.at}><bdi>${clock(message.at, lang)}</bdi></time>`
        : nothing}
      ${choices(message, scene)}
    </div>`;
}

function unsentRow(item, { words, retry, remove }) {
  return html`<div class="row customer first ${item.state}" data-id=${item.id}>
    <span class="sr">${words.you}</span>
    ${bubble({ from: 'customer', text: item.text })}
    ${item.state === 'failed'
      ? html`<div class="failure">
          <bdi>${words.failed}</bdi>
          <button type="button" @click=${() => retry(item.id)}>${words.retry}</button>
          <button type="button" @click=${() => remove(item.id)}>${words.remove}</button>
        </div>`
      : html`<span class="time" aria-hidden="true">${words.sending}</span>`}
  </div>`;
}

/**
 * The conversation as rows. `scene`: `{messages, unsent, words, lang, api, pressable, press, retry, remove}`.
 * A message keeps its place in the page from the moment it is handed in, so that it is read out once.
 */
export function rows(scene) {
  const { messages, unsent } = scene;
  const entries = messages.map((message, i) => {
    const before = messages[i - 1];
    const after = messages[i + 1];
    const newDay = !before || !sameDay(before.at, message.at);
    return {
      key: message.id ?? message.seq,
      draw: () =>
        row(message, scene, {
          first: newDay || before.from !== message.from,
          last: !after || after.from !== message.from || !sameDay(after.at, message.at),
          newDay,
        }),
    };
  });
  for (const item of unsent) entries.push({ key: item.id, draw: () => unsentRow(item, scene) });
  return repeat(
    entries,
    ({ key }) => key,
    ({ draw }) => draw(),
  );
}
