import { linkButton, taskCard } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';

type ErrorPageProps = { status: number; title: string; detail: string; requestId: string };

export function errorPage(context: PageContext, { status, title, detail, requestId }: ErrorPageProps): Html {
  const main = taskCard({
    title,
    lead: detail,
    body: linkButton(context.person ? 'Go to the overview' : 'Go to the start page', '/'),
    foot: html`<span class="break-all">Error ${status} · request ${requestId}</span>`,
  });
  return layout(context, { title, main });
}
