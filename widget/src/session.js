/**
 * The customer's session: made when the window is first opened, kept between visits, and dropped when the operator's
 * site says that somebody else is here.
 */

import { askIdentity } from './identity.js';

export class Session {
  constructor(api, memory) {
    this.api = api;
    this.memory = memory;
    this.identityUrl = null;
    /** The server's answer with `sub`, `seen` and `expecting` beside it, or null. */
    this.saved = memory.session();
    /** Whether the server has confirmed the session since the page was loaded. */
    this.begun = false;
    /** Whether the operator's site has been asked who is here since the window was last opened. */
    this.asked = false;
  }

  get token() {
    return this.saved?.token ?? null;
  }

  get seen() {
    return this.saved?.seen ?? 0;
  }

  get expecting() {
    return Boolean(this.saved?.expecting);
  }

  get settled() {
    return this.begun && this.asked;
  }

  /**
   * Make or continue the session for whoever the operator's site says is here.
   * `dropped` is called at once when the earlier one is another customer's. True for another conversation than before.
   */
  async begin(dropped) {
    const who = await askIdentity(this.identityUrl);
    this.asked = true;
    const known = who !== undefined && Boolean(this.identityUrl);
    const sub = who?.sub ?? null;
    // What is saved may be newer than ours: another tab has renewed the session.
    let earlier = this.memory.session();
    if (this.begun && (!known || sub === (earlier?.sub ?? null))) return false;
    if (known && earlier?.sub && earlier.sub !== sub) {
      // Another customer, or nobody, is at this browser now: what the last one wrote is not theirs to see or send.
      this.drop();
      dropped();
      earlier = null;
    }
    const answer = await this.ask(who, earlier?.token);
    const same = earlier?.conversation === answer.conversation;
    this.begun = true;
    this.keep({
      ...answer,
      sub: answer.signed_in ? (sub ?? earlier?.sub ?? null) : null,
      seen: same ? (earlier.seen ?? 0) : 0,
      expecting: false,
    });
    return !same;
  }

  async ask(who, earlier) {
    try {
      return await this.api.session(who?.token, earlier);
    } catch (trouble) {
      if (trouble.code !== 'bad_identity') throw trouble;
      // Help without a name is better than none; the operator finds the reason in the console.
      console.warn('mend-chat: the identity token was refused.');
      return this.api.session(undefined, earlier);
    }
  }

  /** Note whether news is likely soon. */
  expect(news) {
    if (this.saved && this.expecting !== Boolean(news)) this.amend({ expecting: Boolean(news) });
  }

  /** Note the last message that the customer has had before their eyes. */
  see(seq) {
    if (this.saved && seq > this.seen) this.amend({ seen: seq });
  }

  amend(change) {
    const ours = this.memory.session()?.token === this.token;
    this.saved = { ...this.saved, ...change };
    // Another tab has renewed the session: its token must not be lost under our old one.
    if (ours) this.memory.saveSession(this.saved);
  }

  drop() {
    this.memory.clear();
    this.saved = null;
    this.begun = false;
  }

  keep(saved) {
    this.saved = saved;
    this.memory.saveSession(saved);
  }
}
