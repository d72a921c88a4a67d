/** The look of the window. A page changes it with the --mend-* properties and the parts; see the README of this folder. */

import { css } from 'lit';
import { composer } from './style-composer.js';
import { content } from './style-content.js';

const frame = css`
  :host {
    all: initial;
    --accent: var(--mend-accent, #1b4f91);
    --on-accent: var(--mend-on-accent, #fff);
    --surface: var(--mend-surface, #fff);
    --ink: var(--mend-ink, #17202e);
    --quiet: var(--mend-quiet, #566073);
    --tint: var(--mend-tint, #f1f3f7);
    --line: var(--mend-line, #dde2ea);
    --alarm: var(--mend-alarm, #a3241c);
    --radius: var(--mend-radius, 16px);
    --font: var(--mend-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
    --gap: var(--mend-gap, 24px);
    --layer: var(--mend-layer, 2147483000);
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .root {
    /* Again, because a page's own "*" rule reaches the host and is stronger than :host. */
    all: initial;
    display: block;
    color: var(--ink);
    font: 400 15px/1.5 var(--font);
    text-align: start;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  button {
    cursor: pointer;
    touch-action: manipulation;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .sr {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
  .icon {
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .launcher,
  .panel {
    position: fixed;
    inset-block-end: var(--gap);
    inset-inline-end: var(--gap);
    z-index: var(--layer);
  }
  :host([position='left']) .launcher,
  :host([position='left']) .panel {
    left: var(--gap);
    right: auto;
  }
  :host([position='right']) .launcher,
  :host([position='right']) .panel {
    left: auto;
    right: var(--gap);
  }
  .launcher {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 52px;
    padding-block: 12px;
    padding-inline: 18px 22px;
    border: 1px solid transparent;
    border-radius: 26px;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
    box-shadow: 0 1px 2px rgb(16 24 40 / 12%), 0 8px 24px rgb(16 24 40 / 20%);
  }
  .launcher:focus-visible {
    outline-offset: 3px;
  }
  .badge {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-end: -4px;
    min-inline-size: 24px;
    padding-inline: 6px;
    border: 2px solid var(--surface);
    border-radius: 12px;
    background: var(--alarm);
    color: #fff;
    font-size: 12px;
    line-height: 20px;
    text-align: center;
  }
  .panel {
    display: flex;
    flex-direction: column;
    inline-size: min(400px, calc(100vw - 2 * var(--gap)));
    block-size: min(680px, calc(100vh - 2 * var(--gap)));
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: 0 2px 6px rgb(16 24 40 / 6%), 0 20px 48px rgb(16 24 40 / 20%);
  }
  @supports (block-size: 1dvh) {
    .panel {
      block-size: min(680px, calc(100dvh - 2 * var(--gap)));
    }
  }
  .head {
    display: flex;
    align-items: center;
    gap: 12px;
    padding-block: 12px;
    padding-inline: 16px 8px;
    border-block-end: 1px solid var(--line);
  }
  .mark {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }
  .mark .icon {
    inline-size: 22px;
    block-size: 22px;
  }
  .title {
    flex: 1;
    min-inline-size: 0;
  }
  .heading {
    overflow: hidden;
    font-size: 16px;
    font-weight: 650;
    line-height: 1.3;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sub {
    color: var(--quiet);
    font-size: 13px;
    line-height: 1.4;
  }
  .plain {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    color: var(--quiet);
  }
  .plain:hover {
    background: var(--tint);
    color: var(--ink);
  }
  @media (hover: hover) {
    .launcher:hover,
    .send:not([aria-disabled='true']):hover {
      filter: brightness(1.12);
    }
  }
  @media (max-width: 480px) {
    .panel,
    :host([position]) .panel {
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      border: 0;
      border-radius: 0;
    }
    .root {
      --gap: var(--mend-gap, 16px);
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel {
      animation: rise 160ms ease-out;
    }
    .launcher,
    .send,
    .choice,
    .plain {
      transition: background-color 120ms, border-color 120ms, filter 120ms;
    }
    @keyframes rise {
      from {
        opacity: 0;
        transform: translateY(8px);
      }
    }
  }
  @media print {
    .root {
      display: none;
    }
  }
`;

export const style = [frame, content, composer];
