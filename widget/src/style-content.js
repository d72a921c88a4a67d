/** The look of what is said: log, bubbles, cards, choices, notices. */

import { css } from 'lit';

export const content = css`
  .log {
    position: relative;
    flex: 1;
    min-block-size: 0;
    padding: 16px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .day {
    margin-block: 4px 12px;
    color: var(--quiet);
    font-size: 12px;
    text-align: center;
  }
  .row {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-block-start: 6px;
  }
  .row.first {
    margin-block-start: 16px;
  }
  .day + .row {
    margin-block-start: 0;
  }
  .row.customer {
    align-items: flex-end;
  }
  .bubble {
    max-inline-size: 88%;
    padding: 10px 14px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: var(--tint);
    overflow-wrap: anywhere;
  }
  .customer .bubble {
    border-end-end-radius: 4px;
    background: var(--accent);
    color: var(--on-accent);
  }
  .mend .bubble,
  .person .bubble {
    border-end-start-radius: 4px;
  }
  .person .bubble {
    border-color: var(--accent);
    background: var(--surface);
  }
  .failed .bubble {
    border-color: var(--alarm);
    background: var(--surface);
    color: var(--ink);
  }
  .sending .bubble {
    opacity: 0.75;
  }
  .who {
    margin-block-end: 4px;
    color: var(--quiet);
    font-size: 13px;
    font-weight: 600;
  }
  p,
  ul,
  ol {
    margin: 0;
    text-align: start;
  }
  p + *,
  ul + *,
  ol + * {
    margin-block-start: 8px;
  }
  ul,
  ol {
    padding-inline-start: 22px;
  }
  li + li {
    margin-block-start: 4px;
  }
  .typed {
    white-space: pre-wrap;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  code {
    padding: 1px 5px;
    border-radius: 4px;
    background: rgb(16 24 40 / 8%);
    font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  }
  .card {
    inline-size: 100%;
    max-inline-size: 100%;
    padding: 14px 16px;
    border-color: var(--line);
    background: var(--surface);
    box-shadow: 0 1px 2px rgb(16 24 40 / 5%);
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 12px;
    margin-block-end: 8px;
    color: var(--quiet);
    font-size: 13px;
  }
  .guide {
    font-weight: 600;
  }
  .picture {
    display: block;
    inline-size: 100%;
    /* A fixed height: the log must not jump when the picture comes. */
    block-size: min(180px, 24vh);
    margin-block-start: 12px;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--surface);
    object-fit: contain;
  }
  .minutes {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-block-start: 10px;
    color: var(--quiet);
    font-size: 13px;
  }
  .minutes .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .time,
  .failure {
    margin-block-start: 4px;
    padding-inline: 4px;
    color: var(--quiet);
    font-size: 12px;
  }
  .failure {
    display: flex;
    align-items: center;
    color: var(--alarm);
    font-weight: 600;
  }
  .failure button {
    min-inline-size: 44px;
    min-block-size: 44px;
    padding-inline: 10px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 12px;
  }
  .choice {
    min-inline-size: 44px;
    min-block-size: 44px;
    max-inline-size: 100%;
    padding: 9px 16px;
    border: 1px solid var(--accent);
    border-radius: 22px;
    background: var(--surface);
    color: var(--accent);
    font-weight: 550;
    line-height: 1.35;
    text-align: start;
    overflow-wrap: anywhere;
  }
  @media (hover: hover) {
    .choice:hover {
      background: var(--accent);
      color: var(--on-accent);
    }
  }
  .dots {
    display: inline-flex;
    gap: 5px;
    margin-block-start: 16px;
    padding: 15px 16px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    border-end-start-radius: 4px;
    background: var(--tint);
  }
  .dots i {
    inline-size: 7px;
    block-size: 7px;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--quiet);
  }
  .latest {
    display: flex;
    align-items: center;
    align-self: flex-end;
    gap: 6px;
    min-inline-size: 44px;
    min-block-size: 44px;
    margin-block: -52px 8px;
    margin-inline-end: 12px;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: 22px;
    background: var(--surface);
    color: var(--accent);
    font-size: 14px;
    font-weight: 600;
    box-shadow: 0 2px 10px rgb(16 24 40 / 16%);
    z-index: 1;
  }
  .latest .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  .notice {
    padding: 10px 16px;
    border-block-start: 1px solid #ecd9a4;
    background: #fff8e6;
    color: #5c4408;
    font-size: 13px;
    line-height: 1.4;
  }
  @media (prefers-reduced-motion: no-preference) {
    .row {
      animation: appear 180ms ease-out;
    }
    .dots i {
      animation: breathe 1.2s ease-in-out infinite;
    }
    .dots i:nth-child(2) {
      animation-delay: 0.15s;
    }
    .dots i:nth-child(3) {
      animation-delay: 0.3s;
    }
    @keyframes appear {
      from {
        opacity: 0;
        transform: translateY(4px);
      }
    }
    @keyframes breathe {
      0%,
      60%,
      100% {
        opacity: 0.35;
      }
      30% {
        opacity: 1;
      }
    }
  }
  @media (forced-colors: active) {
    .dots i {
      border-color: CanvasText;
    }
  }
`;
