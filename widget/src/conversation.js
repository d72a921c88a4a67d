/**
 * One customer's conversation: keeps the session, sends what is unsent, fetches what is new, and knows when to ask again.
 * One round at a time: session, then unsent messages in order, then news. It draws nothing; `changed` is called after
 * every change.
 */

import { Api } from './api.js';
import { Memory } from './memory.js';
import { Outbox } from './outbox.js';
import { backoff, pace } from './pace.js';
import { Session } from './session.js';
import { Transcript } from './transcript.js';

// A turn that is answered sooner than this (milliseconds) needs no "is typing".
const TYPING_AFTER = 400;

// A page that gets the focus again and again asks no more often than this (milliseconds).
const AWAKE_AFTER = 1000;

export class Conversation {
  constructor(base, changed) {
    const memory = new Memory(base);
    this.api = new Api(base);
    this.session = new Session(this.api, memory);
    this.outbox = new Outbox(memory);
    this.transcript = new Transcript();
    this.changed = changed;
    this.opened = false;
    this.restored = false;
    this.working = false;
    this.typing = false;
    this.offline = false;
    /** Which of the window's words to show as a notice, or null. */
    this.notice = null;
    /** A text that the server would not take, for the customer to change. */
    this.returned = null;
    this.busy = false;
    /** When the last round began (milliseconds since 1970). */
    this.asked = 0;
    this.waits = 0;
    this.failures = 0;
    this.renewals = 0;
    /** The server asked not to be called before this time (milliseconds since 1970). */
    this.notBefore = 0;
  }

  /** Begin to listen; asks for news only where some was expected when the customer left. */
  connect(identityUrl) {
    this.session.identityUrl = identityUrl;
    this.connected = true;
    if (this.expecting) this.later(pace(this));
  }

  disconnect() {
    this.connected = false;
    clearTimeout(this.timer);
    this.getting?.abort();
  }

  get limit() {
    return this.session.saved?.limit ?? 4000;
  }

  /** Seconds between two questions for news that is likely soon. */
  get poll() {
    return this.session.saved?.poll ?? 5;
  }

  get expecting() {
    return this.session.expecting;
  }

  get unread() {
    return this.opened ? 0 : this.transcript.unread(this.session.seen);
  }

  /** The message whose buttons may be pressed now, or null. */
  get pressable() {
    return this.outbox.items.length ? null : this.transcript.pressable();
  }

  /** The window was opened: make or continue the session, restore, send. */
  open() {
    this.opened = true;
    this.session.asked = false;
    this.markSeen();
    this.go();
  }

  close() {
    this.opened = false;
    this.notice = null;
    if (!this.busy) this.later(pace(this));
    this.changed();
  }

  /** Press a button of a message. */
  press(message, button) {
    if (this.pressable !== message) return;
    this.send(button.title, { message: message.seq, index: button.index });
  }

  /** Hand in a text, or the press of a button that is shown as `text`. */
  send(text, button) {
    this.notice = null;
    this.outbox.add(text, button);
    // A round that only asks for news would hold the message up; the restoring one comes first for its order.
    if (this.restored) this.getting?.abort();
    this.go();
  }

  retry(id) {
    this.outbox.retry(id);
    this.go();
  }

  remove(id) {
    this.outbox.remove(id);
    this.changed();
  }

  /** The page is looked at again, or the network is back. */
  wake() {
    if (!this.opened && !this.expecting && !this.working) return;
    this.later(Math.max(0, this.asked + AWAKE_AFTER - Date.now()));
  }

  /** The browser says that the network is gone. */
  cutOff() {
    this.offline = true;
    this.changed();
  }

  /** Forget session and messages, for a customer who signs out. */
  forget() {
    this.session.drop();
    this.empty();
    if (this.opened) this.go();
  }

  empty() {
    this.outbox.clear();
    this.startOver();
  }

  startOver() {
    this.transcript.clear();
    this.restored = this.working = false;
    this.changed();
  }

  async go() {
    clearTimeout(this.timer);
    this.again = this.busy;
    this.changed();
    if (this.busy || !this.connected) return;
    if (Date.now() < this.notBefore) {
      this.later(this.notBefore - Date.now());
      return;
    }
    this.busy = true;
    this.asked = Date.now();
    let wait;
    try {
      await this.round();
      this.failures = 0;
      this.renewals = 0;
      this.offline = false;
      if (this.notice === 'slow') this.notice = null;
      wait = pace(this);
    } catch (trouble) {
      wait = this.explain(trouble);
    } finally {
      this.busy = false;
      this.typing = this.working && !this.offline;
    }
    this.changed();
    this.later(this.again ? 0 : wait);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    if (milliseconds === null || !this.connected) return;
    this.timer = setTimeout(() => this.go(), milliseconds);
  }

  async round() {
    if (this.opened && !this.session.settled) {
      if (await this.session.begin(() => this.empty())) this.startOver();
    }
    if (!this.session.token) return;
    let stale = true;
    if (this.opened && !this.restored) {
      await this.pull(0);
      stale = false;
    }
    let item = this.outbox.due()[0];
    if (item) stale = false;
    for (; item; [item] = this.outbox.due()) stale = !(await this.post(item)) || stale;
    // A window not opened yet has no history to fetch, only what was not seen.
    const seen = this.restored ? 0 : this.session.seen;
    if (stale) await this.pull(Math.max(this.transcript.cursor, seen));
  }

  /** Send one message. False when news between it and what is shown is missing. */
  async post(item) {
    const typing = this.typeSoon();
    try {
      const got = await this.api.send(this.session.token, item);
      this.working = Boolean(got.working);
      this.waits = 0;
      if (!got.accepted) {
        item.accepted = true;
        return false;
      }
      const { seq } = got.accepted;
      const own = { seq, id: item.id, from: 'customer', text: item.text, at: item.at };
      const whole = this.transcript.reply(seq, [own, ...(got.messages ?? [])]);
      this.outbox.remove(item.id);
      this.session.expect(got.expecting);
      this.markSeen();
      return whole;
    } catch (trouble) {
      if (!this.refuse(item, trouble)) throw trouble;
      return false;
    } finally {
      clearTimeout(typing);
      this.changed();
    }
  }

  /** A message that the server will never take is given back. False when it may be sent again. */
  refuse(item, { final, code }) {
    if (!final) return false;
    this.outbox.remove(item.id);
    this.notice = code === 'old_button' ? 'oldButton' : 'refused';
    if (!item.button) this.returned = item.text;
    return true;
  }

  async pull(after) {
    const restoring = this.opened && !this.restored;
    const typing = restoring && this.typeSoon();
    this.getting = new AbortController();
    try {
      const got = await this.api.messages(this.session.token, after, this.getting.signal);
      this.transcript.advance(got.messages);
      this.outbox.settle(got.messages);
      if (restoring) this.restored = true;
      this.waits = got.working ? this.waits + 1 : 0;
      this.working = Boolean(got.working);
      this.session.expect(got.expecting);
      this.markSeen();
    } finally {
      clearTimeout(typing);
      this.getting = null;
      this.changed();
    }
  }

  /** After a call that failed: what to show, and how long to wait (milliseconds, null for good). */
  explain(trouble) {
    const { status, code, retryAfter } = trouble;
    if (code === 'stopped') return 0;
    if (status === undefined) console.error('mend-chat:', trouble);
    this.working = false;
    if (status === 401) {
      // The conversation may go on under a new session; the old token says which one it was.
      this.session.begun = false;
      if (!this.opened) {
        this.session.expect(false);
        return null;
      }
      this.renewals += 1;
      if (this.renewals === 1) return 0;
    }
    this.failures += 1;
    const told = typeof retryAfter === 'number';
    if (told) this.notBefore = Date.now() + retryAfter * 1000;
    const wait = told && status === 429 ? 0 : backoff(this.failures);
    if (status === 429) {
      if (this.outbox.due().length) this.notice = 'slow';
    } else {
      this.offline = true;
      this.outbox.markFailed();
    }
    return Math.max(wait, this.notBefore - Date.now());
  }

  markSeen() {
    if (this.opened) this.session.see(this.transcript.last());
  }

  typeSoon() {
    return setTimeout(() => {
      this.typing = true;
      this.changed();
    }, TYPING_AFTER);
  }
}
