/** The chat API: three calls, and one kind of error for all that can go wrong. */

// The server gives up a turn after 15 s and answers 202; what is silent longer than this is lost on the way.
const PATIENCE = 20000;

// Client errors that may pass.
const PASSING = [401, 408, 425, 429];

/** A call that did not succeed. `status` 0 means that no answer came. */
export class Trouble extends Error {
  constructor(status, code, retryAfter = null) {
    super(code);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same call can never succeed. */
  get final() {
    return this.status >= 400 && this.status < 500 && !PASSING.includes(this.status);
  }
}

/** Seconds in a Retry-After header (a number or a date), or null. */
export function secondsOf(header, now = Date.now()) {
  if (!header) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

async function call(url, { method = 'GET', token, body, signal } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  signal?.addEventListener('abort', () => stop.abort());
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  let response;
  let answer;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: body && JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      signal: stop.signal,
    });
    answer = await response.json();
  } catch {
    if (signal?.aborted) throw new Trouble(0, 'stopped');
    throw new Trouble(response && !response.ok ? response.status : 0, 'no_answer');
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) return answer;
  throw new Trouble(
    response.status,
    answer?.error || 'unknown',
    secondsOf(response.headers.get('Retry-After')),
  );
}

/** The chat API at one base address, which ends in a slash. */
export class Api {
  constructor(base) {
    this.base = base;
  }

  /** A session, from an identity token and an earlier session token where there are any. */
  session(identity, earlier) {
    const body = {};
    if (identity) body.identity = identity;
    if (earlier) body.session = earlier;
    return call(`${this.base}session`, { method: 'POST', body });
  }

  /** The messages after a place in the conversation. */
  messages(token, after, signal) {
    return call(`${this.base}messages?after=${after}`, { token, signal });
  }

  /** Hand in a message or the press of a button, under the client's own id. */
  send(token, { id, text, button }) {
    const body = button ? { id, button } : { id, text };
    return call(`${this.base}messages`, { method: 'POST', token, body });
  }

  /** The address of a picture of ours, or null for any other place. */
  picture(address) {
    try {
      const url = new URL(address, this.base);
      return url.href.startsWith(this.base) ? url.href : null;
    } catch {
      return null;
    }
  }
}
