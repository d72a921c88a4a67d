/** Messages of the customer that the server has not accepted yet. They survive a reload. */

// An older one is not sent by itself: the conversation has moved on, so the customer decides.
const FRESH = 15 * 60 * 1000;

/** A random UUID (version 4), also on pages that are not a secure context. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export class Outbox {
  constructor(memory) {
    this.memory = memory;
    const old = Date.now() - FRESH;
    this.items = memory.unsent().map((item) => ({
      ...item,
      state: 'failed',
      held: !(Date.parse(item.at) > old),
    }));
  }

  /** Keep a text, or the press of a button shown as `text`, until it is sent. */
  add(text, button) {
    const item = { id: newId(), text, at: new Date().toISOString() };
    if (button) item.button = button;
    this.memory.addUnsent(item);
    this.items.push({ ...item, state: 'sending', held: false });
  }

  /** What is to be sent now, oldest first. */
  due() {
    return this.items.filter((item) => !item.held && !item.accepted);
  }

  remove(id) {
    this.items = this.items.filter((item) => item.id !== id);
    this.memory.removeUnsent(id);
  }

  /** Drop what the server is seen to have. */
  settle(messages) {
    for (const { id } of messages) {
      if (id && this.items.some((item) => item.id === id)) this.remove(id);
    }
  }

  /** Let the customer's own wish to send one again count. */
  retry(id) {
    for (const item of this.items) {
      if (item.id === id) Object.assign(item, { state: 'sending', held: false });
    }
  }

  markFailed() {
    for (const item of this.due()) item.state = 'failed';
  }

  clear() {
    for (const item of this.items) this.memory.removeUnsent(item.id);
    this.items = [];
  }
}
