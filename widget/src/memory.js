/** What outlives a reload: the session and the messages not yet sent, in localStorage under the API's address. */

const fallback = new Map();

function read(key) {
  if (fallback.has(key)) return fallback.get(key);
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    fallback.delete(key);
  } catch {
    // Storage is full or switched off: the window still works, it only forgets with the page.
    fallback.set(key, value);
  }
}

/** The memory of one chat service, named by the base of its API. */
export class Memory {
  constructor(base) {
    this.sessionKey = `mend-chat:${base}`;
    this.unsentKey = `mend-chat:${base}:unsent`;
  }

  /** The session as last saved, or null. */
  session() {
    const saved = read(this.sessionKey);
    return saved && typeof saved.token === 'string' ? saved : null;
  }

  saveSession(session) {
    write(this.sessionKey, session);
  }

  /** Messages not yet accepted by the server, oldest first. */
  unsent() {
    const saved = read(this.unsentKey);
    return Array.isArray(saved) ? saved : [];
  }

  // Read, change, write: another tab of the same site keeps its own unsent messages in the same place.
  addUnsent(item) {
    write(this.unsentKey, [...this.unsent(), item]);
  }

  removeUnsent(id) {
    const rest = this.unsent().filter((item) => item.id !== id);
    write(this.unsentKey, rest.length ? rest : null);
  }

  /** Forget everything, for a customer who signs out. */
  clear() {
    write(this.sessionKey, null);
    write(this.unsentKey, null);
  }
}
