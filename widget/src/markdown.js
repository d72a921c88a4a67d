/**
 * The little Markdown that the assistant's words may hold: bold, italic, code, links, lists. It is built from templates,
 * so nothing in it can become markup; an address that is not http, https, tel or mailto stays text.
 */

import { html } from 'lit';

const allowed = ['http:', 'https:', 'tel:', 'mailto:'];

// One alternative per mark. None of them may span lines, and each body excludes its own closing mark.
const marks = new RegExp(
  [
    '`([^`\\n]+)`',
    '\\*\\*([^\\n]+?)\\*\\*',
    '\\*(?=\\S)([^*\\n]+)\\*',
    '_(?=\\S)([^_\\n]+)_(?![\\p{L}\\p{N}])',
    '\\[([^\\]\\n]+)\\]\\(([^()\\s]+)\\)',
    '(https?://[^\\s<>()]*[^\\s<>().,;:!?\'"])',
    '(\\n)',
  ].join('|'),
  'gu',
);

/** An address that a customer may follow, in full, or null. */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return allowed.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(label, address, words) {
  const href = safeAddress(address);
  if (!href) return null;
  return /^https?:/.test(href)
    ? html`<a href=${href} target="_blank" rel="noopener noreferrer"
        >${label}<span class="sr"> ${words.newTab}</span></a
      >`
    : html`<a href=${href}>${label}</a>`;
}

function drawn(match, words) {
  const [whole, code, bold, italic, alsoItalic, label, address, bare, line] = match;
  if (code) return html`<code>${code}</code>`;
  if (bold) return html`<strong>${inline(bold, words)}</strong>`;
  // snake_case_names are no italics. Written so because older Safari knows no lookbehind.
  if (alsoItalic && /[\p{L}\p{N}]$/u.test(match.input.slice(0, match.index))) return whole;
  if (italic || alsoItalic) return html`<em>${inline(italic || alsoItalic, words)}</em>`;
  if (label) return link(inline(label, words), address, words) ?? whole;
  if (bare) return link(bare, bare, words) ?? whole;
  if (line) return html`<br />`;
  return whole;
}

/** One run of text with its marks, as template parts. */
export function inline(text, words) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(marks)) {
    parts.push(text.slice(end, match.index), drawn(match, words));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

const bullet = /^\s*[-*\u2022]\s+(.*)$/;
const number = /^\s*(\d+)[.)]\s+(.*)$/;

function kindOf(line) {
  if (bullet.test(line)) return 'ul';
  return number.test(line) ? 'ol' : 'p';
}

/** Text cut into blocks: `{kind: 'p' | 'ul' | 'ol', lines, start}`. */
export function blocksOf(text) {
  const blocks = [];
  let open = null;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (!line.trim()) {
      // A blank line between two items does not end their list.
      if (open?.kind === 'p') open = null;
      continue;
    }
    const kind = kindOf(line);
    if (open?.kind !== kind) {
      open = { kind, lines: [], start: Number(line.match(number)?.[1] ?? 1) };
      blocks.push(open);
    }
    open.lines.push(kind === 'p' ? line : line.replace(kind === 'ul' ? bullet : number, kind === 'ul' ? '$1' : '$2'));
  }
  return blocks;
}

/** The assistant's words as a template. Direction is taken from the words themselves, block by block. */
export function markdown(text, words) {
  return blocksOf(text).map(({ kind, lines, start }) => {
    const items = () => lines.map((line) => html`<li>${inline(line, words)}</li>`);
    if (kind === 'ul') return html`<ul dir="auto">${items()}</ul>`;
    if (kind === 'ol') return html`<ol dir="auto" start=${start}>${items()}</ol>`;
    return html`<p dir="auto">${inline(lines.join('\n'), words)}</p>`;
  });
}
