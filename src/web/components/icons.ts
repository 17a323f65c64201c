import { type Html, html } from '#web/html.ts';

const shapes = {
  problem: html`<circle cx="12" cy="12" r="9" /><path d="M12 7.5v5m0 3.5v.01" />`,
  success: html`<circle cx="12" cy="12" r="9" /><path d="m8 12.5 2.7 2.7L16 9.5" />`,
  hint: html`<circle cx="12" cy="12" r="9" /><path d="M12 11v5.5m0-9v.01" />`,
  warning: html`<path d="M12 4 2.8 19.5h18.4z" /><path d="M12 10v4.5m0 2.5v.01" />`,
};

export type IconName = keyof typeof shapes;

/** Decoration only: the words beside it say the same. */
export function icon(name: IconName): Html {
  return html`<svg class="mt-px size-5 shrink-0" viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shapes[name]}</svg>`;
}
