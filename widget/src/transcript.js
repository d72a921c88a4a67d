/** The messages of a conversation as the server numbered them: ordered, each of them once. */

export class Transcript {
  constructor() {
    this.clear();
  }

  clear() {
    this.bySeq = new Map();
    /** Everything up to here has been received; what comes next is asked for after it. */
    this.cursor = 0;
    this.sorted = [];
  }

  /** Take in messages that the server sent; the server's version of a message wins. */
  add(messages) {
    for (const message of messages) this.bySeq.set(message.seq, message);
    this.sorted = [...this.bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Take in an answer to "what comes after the cursor". */
  advance(messages) {
    this.add(messages);
    this.cursor = Math.max(this.cursor, ...messages.map((message) => message.seq));
  }

  /**
   * Take in the reply to a message that got the number `seq`.
   * Returns false when something said in between is still missing.
   */
  reply(seq, messages) {
    const whole = seq <= this.cursor + 1;
    if (whole) this.advance(messages);
    else this.add(messages);
    return whole;
  }

  last() {
    return this.sorted.length ? this.sorted[this.sorted.length - 1].seq : 0;
  }

  /** How many messages to the customer came after `seen`. */
  unread(seen) {
    return this.sorted.filter((message) => message.seq > seen && message.from !== 'customer').length;
  }

  /** The message whose buttons may be pressed: the last one with any, until the customer has spoken after it. */
  pressable() {
    for (let i = this.sorted.length - 1; i >= 0; i -= 1) {
      const message = this.sorted[i];
      if (message.from === 'customer') return null;
      if (message.buttons?.length) return message;
    }
    return null;
  }
}
