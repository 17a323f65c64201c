import { button, taskCard, textLink } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './export-account.words.de.ts';
import { en } from './export-account.words.en.ts';

export function exportAccountPage(context: PageContext): Html {
  const say = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      <ul class="list-disc space-y-1.5 ps-5 text-sm">${say.holds.map((words) => html`<li>${words}</li>`)}</ul>
      <p class="text-sm text-muted">${say.keepSafe}</p>
      <form method="post" action="/account/export">${button(say.submit)}</form>`,
    foot: textLink(say.back, '/account/profile'),
  });
  return layout(context, { title: say.title, main });
}
