/** When to ask the server again. All times in milliseconds. */

const OPEN = 20000;
const CLOSED = 60000;
const LONGEST = 30000;

/** After `failures` failed tries in a row: 1 s doubling to 30 s, spread so that windows do not return all at once. */
export function backoff(failures, random = Math.random()) {
  return Math.min(LONGEST, 1000 * 2 ** (failures - 1)) * (0.75 + random / 4);
}

/** After a round that went well; null when there is nothing to ask for. */
export function pace({ working, waits, opened, expecting, poll }) {
  if (working) return Math.min(5000, 1000 * 1.3 ** waits);
  // A page in the background is asked for again when it is looked at.
  if (document.hidden) return null;
  if (opened) return expecting ? poll * 1000 : OPEN;
  return expecting ? Math.max(poll * 1000, CLOSED) : null;
}
