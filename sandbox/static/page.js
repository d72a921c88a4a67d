/** The demo page's own script: shows what the provider's systems received, and skips the provider's time. */

const PAUSE = 3000; // milliseconds between looks
const list = document.getElementById('activity');
const none = document.getElementById('activity-none');
const clock = document.getElementById('now');
const skipped = document.getElementById('skipped');

function time(iso) {
  return new Date(iso).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

function part(className, text) {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}

let shown = '';

async function look() {
  const response = await fetch('/demo/activity', { cache: 'no-store' });
  if (!response.ok) return;
  const { now, items } = await response.json();
  clock.textContent = time(now);
  clock.dateTime = now;
  const latest = JSON.stringify(items);
  // Left alone while nothing changes, so that a selection or a screen reader's place is not lost.
  if (latest === shown) return;
  shown = latest;
  none.hidden = items.length > 0;
  list.replaceChildren(...items.map(({ at, what, who, state, id }) => {
    const item = document.createElement('li');
    item.append(part('what', what), part('state', state), part('when', [time(at), who, id].filter(Boolean).join(' · ')));
    return item;
  }));
}

async function watch() {
  // The sandbox may be restarting; the next look will tell.
  if (!document.hidden) await look().catch(() => {});
  setTimeout(watch, PAUSE);
}

for (const button of document.querySelectorAll('[data-skip]')) {
  button.addEventListener('click', async () => {
    const seconds = Number(button.dataset.skip);
    try {
      const response = await fetch('/sandbox/clock', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ advance: seconds }),
      });
      if (!response.ok) throw new Error(String(response.status));
      skipped.textContent = `The provider’s time moved on by ${seconds / 60} min.`;
      await look();
    } catch {
      skipped.textContent = 'The provider’s time could not be moved on.';
    }
  });
}

watch();
