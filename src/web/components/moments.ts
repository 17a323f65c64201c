import { type Html, html } from '#web/html.ts';
import type { Reader } from '#web/language.ts';
import { inWords } from '#web/moments.ts';

export function moment(reader: Reader, at: Date): Html {
  return html`<time datetime="${at.toISOString()}" class="whitespace-nowrap">${inWords(reader, at)} UTC</time>`;
}
