import { type Html, html } from '#web/html.ts';

const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** Always UTC and saying so: the server does not know where the reader is. */
export function moment(at: Date): Html {
  return html`<time datetime="${at.toISOString()}" class="whitespace-nowrap">${dayAndTime.format(at)} UTC</time>`;
}
