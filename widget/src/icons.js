/** The few drawings of the window. They say nothing that a label beside them does not say. */

import { svg, html } from 'lit';

function icon(lines) {
  return html`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    ${svg`<path d=${lines} />`}
  </svg>`;
}

export const chatIcon = icon(
  'M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6.5L8 20.5V17H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM8 9.5h8M8 13h5',
);
export const closeIcon = icon('M6 6l12 12M18 6L6 18');
export const sendIcon = icon('M12 19V5.5M6 11l6-6 6 6');
export const clockIcon = icon('M12 7.5V12l3 2M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17Z');
export const downIcon = icon('M12 5v13.5M6 13l6 6 6-6');
