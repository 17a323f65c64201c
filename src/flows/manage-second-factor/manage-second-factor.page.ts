import {
  badge,
  buttonForm,
  card,
  linkButton,
  pageHeading,
  securityTabs,
} from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './manage-second-factor.words.de.ts';
import { en } from './manage-second-factor.words.en.ts';

export { recoveryCodesPage } from './recovery-codes.page.ts';
export { setUpSecondFactorPage } from './set-up-second-factor.page.ts';

type Words = typeof en;
type SecondFactorOverview = { isOn: boolean; recoveryCodesLeft: number };

export function secondFactorOverviewPage(context: PageContext, state: SecondFactorOverview): Html {
  const say = wordsOf(context, { en, de });
  const main = html`
    ${pageHeading(say.security)}
    ${securityTabs(context, 'second-factor')}
    <div class="space-y-5">${state.isOn ? html`${appCard(say)}${codesCard(say, state.recoveryCodesLeft)}` : offCard(say)}</div>`;
  return layout(context, { title: say.title, main, wide: true });
}

function offCard(say: Words): Html {
  return card({
    id: 'app',
    title: say.app,
    aside: badge('hint', say.off),
    body: html`<p class="max-w-prose text-muted">${say.whatItIs}</p>
      ${linkButton(say.setUpApp, '/account/second-factor/set-up', { isSmall: true })}`,
  });
}

function appCard(say: Words): Html {
  return card({
    id: 'app',
    title: say.app,
    aside: badge('success', say.on),
    body: html`<p class="max-w-prose text-muted">${say.whatItDoes}</p>
      ${buttonForm(say.turnOff, '/account/second-factor/turn-off', { look: 'danger', isSmall: true, detail: say.theSecondFactor })}`,
  });
}

function codesCard(say: Words, left: number): Html {
  return card({
    id: 'codes',
    title: say.codes,
    aside: badge(left <= 3 ? 'warning' : 'hint', say.codesLeft(left)),
    body: html`<p class="max-w-prose text-muted">${say.whatCodesDo}</p>
      ${buttonForm(say.newCodes, '/account/second-factor/recovery-codes', { look: 'quiet', isSmall: true })}`,
  });
}
