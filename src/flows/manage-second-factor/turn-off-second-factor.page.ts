import { button, taskCard, textLink } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './turn-off-second-factor.words.de.ts';
import { en } from './turn-off-second-factor.words.en.ts';

/** Where the switch of the overview leads while it is on. */
export function turnOffSecondFactorPage(context: PageContext): Html {
  const say = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      <p class="text-sm text-muted">${say.codesGo}</p>
      <form method="post" action="/account/second-factor/turn-off">
        ${button(say.submit, { look: 'danger', isFullWidth: true })}
      </form>`,
    foot: textLink(say.keep, '/dashboard'),
  });
  return layout(context, { title: say.title, main });
}
