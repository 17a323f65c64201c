import { type Html, html } from './html.ts';
import { layout, type PageContext } from './layout.ts';

export interface Operation {
  method: string;
  path: string;
  summary: string;
  group: string;
  fields: readonly { name: string; isRequired: boolean }[];
  statuses: readonly string[];
}

export function apiDocsPage(context: PageContext, operations: readonly Operation[]): Html {
  const groups = Map.groupBy(operations, ({ group }) => group);
  const main = html`<h1 class="text-2xl font-semibold tracking-tight">JSON API</h1>
    <p class="mt-2 text-muted">
      Bodies and answers are <code>application/json</code>; errors are problem documents (RFC 9457) with a stable
      <code>code</code>. The machine-readable description is at
      <a class="link" href="/api/v1/openapi.json">/api/v1/openapi.json</a>.
    </p>
    ${[...groups].map(
      ([group, members]) => html`<section class="mt-8">
        <h2 class="text-lg font-semibold">${group}</h2>
        <ul class="mt-3 space-y-3">${members.map(operationItem)}</ul>
      </section>`,
    )}`;
  return layout(context, { title: 'API', main, wide: true });
}

function operationItem({ method, path, summary, fields, statuses }: Operation): Html {
  return html`<li class="rounded-lg border border-line bg-surface p-4">
    <p class="font-medium">${summary}</p>
    <p class="mt-1 break-all font-mono text-sm">${method} ${path}</p>
    ${
      fields.length > 0 &&
      html`<p class="mt-1 text-sm text-muted">
        Body: ${fields.map(({ name, isRequired }, index) => `${index > 0 ? ', ' : ''}${name}${isRequired ? '' : '?'}`)}
      </p>`
    }
    <p class="mt-1 text-sm text-muted">Answers ${statuses.join(' or ')}</p>
  </li>`;
}
