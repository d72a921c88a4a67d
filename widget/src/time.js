/** Times as the customer's own clock shows them, in the window's language. */

const DAY = 24 * 60 * 60 * 1000;

function dayNumber(date) {
  return Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / DAY);
}

/** Hours and minutes of an ISO time; empty when it cannot be read. */
export function clock(iso, lang) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit' }).format(date);
}

/** Whether two ISO times fall on the same day here. */
export function sameDay(one, other) {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** The day of an ISO time: today, yesterday or a date. */
export function day(iso, lang, words, now = new Date()) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const ago = dayNumber(now) - dayNumber(date);
  if (ago === 0) return words.today;
  if (ago === 1) return words.yesterday;
  return new Intl.DateTimeFormat(lang, { weekday: 'long', day: 'numeric', month: 'long' }).format(date);
}
