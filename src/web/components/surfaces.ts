import { type Child, type Html, html } from '#web/html.ts';
import type { Reader } from '#web/language.ts';
import { componentWords } from './component-words.ts';

type TaskCardProps = { title: string; lead?: Child; body: Child; foot?: Child };

/** The one card of a page that asks for one thing. */
export function taskCard({ title, lead, body, foot }: TaskCardProps): Html {
  return html`<div class="card">
    <div class="space-y-5 p-5 sm:p-8">
      <div class="space-y-1.5">
        <h1 class="text-xl font-semibold tracking-tight">${title}</h1>
        ${lead && html`<p class="text-sm text-muted">${lead}</p>`}
      </div>
      ${body}
    </div>
    ${foot && html`<p class="border-t border-line px-5 py-4 text-center text-sm text-muted sm:px-8">${foot}</p>`}
  </div>`;
}

export function pageHeading(title: string, lead?: Child): Html {
  return html`<div class="mb-6 space-y-1">
    <h1 class="text-2xl font-semibold tracking-tight">${title}</h1>
    ${lead && html`<p class="max-w-prose text-muted">${lead}</p>`}
  </div>`;
}

type CardProps = { id: string; title: string; aside?: Child; body: Child };

/** One part of a page that holds several. */
export function card({ id, title, aside, body }: CardProps): Html {
  return html`<section aria-labelledby="${id}" class="card p-5 sm:p-6">
    <div class="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <h2 id="${id}" class="font-semibold tracking-tight">${title}</h2>
      ${aside}
    </div>
    <div class="space-y-4 text-sm">${body}</div>
  </section>`;
}

export function descriptionRows(rows: readonly { term: string; description: Child }[]): Html {
  return html`<dl class="divide-y divide-line">${rows.map(
    ({ term, description }) => html`<div class="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-2.5">
      <dt class="text-muted">${term}</dt><dd class="min-w-0 break-words">${description}</dd>
    </div>`,
  )}</dl>`;
}

/** The pages below "Security" in the navigation. */
export function securityTabs(reader: Reader, current: 'second-factor' | 'password'): Html {
  const say = componentWords(reader);
  return html`<nav aria-label="${say.security}" class="mb-6 flex flex-wrap gap-2">
    ${tab(say.secondFactor, '/account/second-factor', current === 'second-factor')}
    ${tab(say.password, '/account/password', current === 'password')}
  </nav>`;
}

function tab(label: string, href: string, isHere: boolean): Html {
  const look = isHere ? 'border-edge bg-surface' : 'border-transparent text-muted hover:text-ink';
  return html`<a href="${href}" ${isHere && html`aria-current="page"`} class="rounded-full border px-3.5 py-1.5 text-sm font-medium ${look}">${label}</a>`;
}
