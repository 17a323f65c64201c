import { codeForms, errorSummary, taskCard, textLink } from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';

export function secondFactorPage(context: PageContext, { form }: { form: FormState }): Html {
  const main = taskCard({
    title: 'Second factor',
    lead: 'Open your authenticator app and type the six digits it shows.',
    body: html`
      ${errorSummary(form)}
      ${codeForms({ form, action: '/sign-in/second-factor', submitLabel: 'Sign in' })}`,
    foot: html`Not you? ${textLink('Start again', '/sign-in')}`,
  });
  return layout(context, { title: 'Second factor', main });
}
