/** <mend-chat>: a launcher and the window it opens, in a shadow root of their own. */

import { LitElement, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { rows } from './bubbles.js';
import { Conversation } from './conversation.js';
import { chatIcon, closeIcon, downIcon, sendIcon } from './icons.js';
import { style } from './style.js';
import { directionOf, wordsFor } from './words.js';

// Within this many pixels of its end the log follows what comes.
const NEAR = 80;

export class MendChat extends LitElement {
  static get properties() {
    return { opened: { state: true }, draft: { state: true }, behind: { state: true } };
  }

  static get styles() {
    return style;
  }

  constructor() {
    super();
    this.base = '';
    this.heading = '';
    this.identity = null;
    this.language = '';
    this.direction = '';
    this.opened = false;
    this.draft = '';
    /** What stands below the part of the log in view: '' nothing, 'below' more of it, 'latest' news. */
    this.behind = '';
    this.shown = 0;
    this.listeners = [
      [document, 'visibilitychange', () => !document.hidden && this.conversation.wake()],
      [window, 'focus', () => this.conversation.wake()],
      [window, 'online', () => this.conversation.wake()],
      [window, 'offline', () => this.conversation.cutOff()],
    ];
  }

  connectedCallback() {
    super.connectedCallback();
    const { words, lang } = wordsFor(this.language);
    this.words = words;
    this.spoken = lang;
    this.direction ||= directionOf(this.language);
    this.heading ||= words.heading;
    this.conversation ||= new Conversation(this.base, () => this.changed());
    this.conversation.connect(this.identity);
    for (const [target, event, heard] of this.listeners) target.addEventListener(event, heard);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.conversation.disconnect();
    for (const [target, event, heard] of this.listeners) target.removeEventListener(event, heard);
  }

  get textBox() {
    return this.renderRoot.querySelector('textarea');
  }

  get logBox() {
    return this.renderRoot.querySelector('.log');
  }

  /** Open the window and put the cursor into its text box. */
  async open() {
    this.opened = true;
    this.conversation.open();
    await this.updateComplete;
    this.toEnd();
    this.textBox.focus();
  }

  /** Close the window and give the focus back to the launcher. */
  async close() {
    this.opened = false;
    this.conversation.close();
    await this.updateComplete;
    this.renderRoot.querySelector('.launcher').focus();
  }

  /** Forget the conversation on this browser; for the operator's page to call at sign-out. */
  forget() {
    this.conversation.forget();
  }

  changed() {
    const { returned } = this.conversation;
    if (returned && !this.draft) {
      this.draft = returned;
      this.conversation.returned = null;
    }
    this.requestUpdate();
  }

  get over() {
    // The server counts characters, not UTF-16 units.
    return [...this.draft.trim()].length - this.conversation.limit;
  }

  submit(event) {
    event?.preventDefault();
    const text = this.draft.trim();
    this.textBox.focus();
    if (!text || this.over > 0) return;
    this.draft = '';
    this.following = true;
    this.conversation.send(text);
  }

  press(message, button) {
    this.following = true;
    this.rest(() => this.conversation.press(message, button));
  }

  /** The pressed button goes away; the focus stays in the log, where the next buttons will be one Tab ahead. */
  rest(act) {
    act();
    this.logBox.focus({ preventScroll: true });
  }

  typed(event) {
    this.draft = event.target.value;
  }

  keyed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    this.submit(event);
  }

  escaped(event) {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    this.close();
  }

  scrolled() {
    const log = this.logBox;
    this.following = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (this.following) this.behind = '';
    else this.behind ||= 'below';
  }

  toEnd() {
    this.behind = '';
    this.following = true;
    this.logBox.scrollTop = this.logBox.scrollHeight;
  }

  /** Follow the conversation, but never past the beginning of what has just been said. */
  follow() {
    const { transcript, outbox, typing } = this.conversation;
    const last = transcript.last();
    const state = `${last} ${outbox.items.length} ${typing}`;
    if (!this.opened || state === this.state) return;
    const news = transcript.sorted.find(({ seq, from }) => seq > this.shown && from !== 'customer');
    const fresh = this.shown === 0 || last < this.shown;
    this.state = state;
    this.shown = last;
    if (fresh) this.toEnd();
    else if (this.following) this.toNews(news);
    else if (news) this.behind = 'latest';
  }

  toNews(news) {
    const row = news && this.renderRoot.querySelector(`[data-seq="${news.seq}"]`);
    this.logBox.scrollTop = row ? row.offsetTop - 12 : this.logBox.scrollHeight;
    this.scrolled();
  }

  firstUpdated() {
    // The log shrinks when a keyboard slides in or the text box grows.
    this.resized = new ResizeObserver(() => this.following && this.toEnd());
    this.resized.observe(this.logBox);
  }

  updated() {
    this.follow();
  }

  render() {
    const { words, conversation } = this;
    const unread = conversation.unread;
    return html`<div class="root" lang=${this.spoken} dir=${this.direction}>
      <button
        class="launcher"
        part="launcher"
        type="button"
        aria-haspopup="dialog"
        aria-expanded=${this.opened}
        aria-label=${words.open(this.heading, unread)}
        ?hidden=${this.opened}
        @click=${this.open}
      >
        ${chatIcon}<span>${words.launcher}</span>${unread ? html`<span class="badge">${unread}</span>` : nothing}
      </button>
      <div class="sr" role="status">${unread && !this.opened ? words.news(unread) : nothing}</div>
      <div
        class="panel"
        part="panel"
        role="dialog"
        aria-labelledby="heading"
        ?hidden=${!this.opened}
        @keydown=${this.escaped}
      >
        ${this.head()} ${this.log()} ${this.status()} ${this.composer()}
      </div>
    </div>`;
  }

  head() {
    const { words } = this;
    const name = this.conversation.session.saved?.signed_in && this.conversation.session.saved.name;
    return html`<div class="head" part="head">
      <span class="mark">${chatIcon}</span>
      <div class="title">
        <div id="heading" class="heading"><bdi>${this.heading}</bdi></div>
        <div class="sub">
          <bdi>${words.automated}</bdi>${name ? html` · <bdi>${words.signedIn(name)}</bdi>` : nothing}
        </div>
      </div>
      <button type="button" class="plain" aria-label=${words.close} @click=${this.close}>${closeIcon}</button>
    </div>`;
  }

  log() {
    const { words, conversation } = this;
    // Silent until it is restored: nobody wants the whole history read out.
    return html`<div
        class="log"
        part="log"
        role="log"
        tabindex="0"
        aria-label=${words.log}
        aria-live=${conversation.restored ? 'polite' : 'off'}
        @scroll=${this.scrolled}
      >
        ${rows({
          messages: conversation.transcript.sorted,
          unsent: conversation.outbox.items,
          words,
          lang: this.spoken,
          api: conversation.api,
          pressable: conversation.pressable,
          press: (message, button) => this.press(message, button),
          retry: (id) => this.rest(() => conversation.retry(id)),
          remove: (id) => this.rest(() => conversation.remove(id)),
        })}
        ${conversation.typing ? html`<div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>` : nothing}
      </div>
      ${this.behind
        ? html`<button type="button" class="latest" aria-label=${words[this.behind]} @click=${() => this.rest(() => this.toEnd())}>
            ${downIcon}${this.behind === 'latest' ? html`<span>${words.latest}</span>` : nothing}
          </button>`
        : nothing}`;
  }

  status() {
    const { words, conversation } = this;
    const notice = conversation.offline ? 'offline' : conversation.notice;
    return html`<div class="status" role="status">
      ${notice ? html`<div class="notice"><bdi>${words[notice]}</bdi></div>` : nothing}
      ${conversation.typing ? html`<span class="sr">${words.typing}</span>` : nothing}
    </div>`;
  }

  composer() {
    const { words, draft, over } = this;
    const close = over > -this.conversation.limit / 10;
    return html`<form class="composer" part="composer" @submit=${this.submit}>
      <div class="field">
        <textarea
          rows="1"
          dir="auto"
          aria-label=${words.field}
          aria-invalid=${over > 0}
          aria-describedby=${close ? 'count' : nothing}
          placeholder=${words.placeholder}
          autocomplete="off"
          .value=${live(draft)}
          @input=${this.typed}
          @keydown=${this.keyed}
        ></textarea>
        <div class="mirror" aria-hidden="true">${draft} </div>
      </div>
      <button class="send" type="submit" aria-label=${words.send} aria-disabled=${!draft.trim() || over > 0}>
        ${sendIcon}
      </button>
      ${close
        ? html`<div id="count" class="count ${over > 0 ? 'over' : ''}">
            <bdi>${over > 0 ? words.over(over) : words.left(-over)}</bdi>
          </div>`
        : nothing}
    </form>`;
  }
}
