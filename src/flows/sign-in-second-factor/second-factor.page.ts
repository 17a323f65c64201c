import { codeForms, errorSummary, taskCard, textLink } from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './sign-in-second-factor.words.de.ts';
import { en } from './sign-in-second-factor.words.en.ts';

export function secondFactorPage(context: PageContext, { form }: { form: FormState }): Html {
  const say = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      ${errorSummary(context, form)}
      ${codeForms(context, { form, action: '/sign-in/second-factor', submitLabel: say.submit })}`,
    foot: html`${say.notYou} ${textLink(say.startAgain, '/sign-in')}`,
  });
  return layout(context, { title: say.title, main });
}
