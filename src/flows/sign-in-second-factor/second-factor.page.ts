import { codeForms, errorSummary, linkButton, taskCard, textLink } from '#web/components/components.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './sign-in-second-factor.words.de.ts';
import { en } from './sign-in-second-factor.words.en.ts';

export function secondFactorPage(context: PageContext, { form }: { form: FormState }): Html {
  const say = wordsOf(context, { en, de });
  const forms = codeForms(context, { form, action: '/sign-in/second-factor', submitLabel: say.submit });
  return pageOf(context, { lead: say.lead, body: html`${errorSummary(context, form)} ${forms}` });
}

/** No code is looked at any more: there is nothing to type, and one way on. */
export function stoppedPage(context: PageContext): Html {
  const say = wordsOf(context, { en, de });
  const wayOn = linkButton(say.newPassword, '/forgot-password', { isFullWidth: true });
  const problem = errorSummary(context, { ...emptyForm, alert: say.stopped });
  return pageOf(context, { body: html`${problem} ${wayOn}` });
}

function pageOf(context: PageContext, card: { lead?: string; body: Html }): Html {
  const say = wordsOf(context, { en, de });
  const foot = html`${say.notYou} ${textLink(say.startAgain, '/sign-in')}`;
  return layout(context, { title: say.title, main: taskCard({ title: say.title, ...card, foot }) });
}
