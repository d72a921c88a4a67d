/** The look of the place to write. */

import { css } from 'lit';

export const composer = css`
  .composer {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 8px;
    padding: 10px 12px 12px;
    border-block-start: 1px solid var(--line);
  }
  .field {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    max-block-size: 140px;
    border: 1px solid #7d8798;
    border-radius: 22px;
    overflow: hidden;
  }
  .field:focus-within {
    border-color: var(--accent);
    box-shadow: 0 0 0 2px var(--accent);
  }
  textarea,
  .mirror {
    grid-area: 1 / 1;
    min-inline-size: 0;
    max-block-size: 138px;
    padding: 9px 16px;
    border: 0;
    /* Below 16 px a phone zooms the page when the box gets the focus. */
    font-size: 16px;
    line-height: 24px;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  textarea {
    inline-size: 100%;
    block-size: 100%;
    background: none;
    resize: none;
    overflow-y: auto;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: #667085;
    opacity: 1;
  }
  .mirror {
    visibility: hidden;
    overflow: hidden;
  }
  .send {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }
  .send[aria-disabled='true'] {
    background: var(--tint);
    color: var(--quiet);
    cursor: default;
  }
  .count {
    flex-basis: 100%;
    padding-inline: 16px;
    color: var(--quiet);
    font-size: 13px;
  }
  .count.over {
    color: var(--alarm);
    font-weight: 600;
  }
  @media (max-width: 480px) {
    .composer {
      padding-block-end: max(12px, env(safe-area-inset-bottom));
    }
  }
  @media (forced-colors: active) {
    .field:focus-within {
      outline: 3px solid Highlight;
    }
    .send[aria-disabled='true'] {
      color: GrayText;
    }
  }
`;
