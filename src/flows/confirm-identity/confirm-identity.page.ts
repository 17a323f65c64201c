import {
  accountForPasswordManagers,
  button,
  codeForms,
  errorSummary,
  hiddenField,
  passwordField,
  taskCard,
  textLink,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './confirm-identity.words.de.ts';
import { en } from './confirm-identity.words.en.ts';

export type ConfirmedAction = keyof (typeof en)['leads']['password'];

type ConfirmIdentityPageProps = {
  form: FormState;
  method: 'password' | 'code';
  returnTo: string;
  /** What the person was about to do. */
  action: ConfirmedAction;
};

export function confirmIdentityPage(context: PageContext, props: ConfirmIdentityPageProps): Html {
  const { form, method, returnTo, action } = props;
  const say = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.leads[method][action],
    body: html`
      ${errorSummary(context, form)}
      ${
        method === 'password'
          ? passwordForm(context, form, returnTo)
          : codeForms(context, { form, action: '/confirm-identity', submitLabel: say.submit, returnTo })
      }`,
    foot: textLink(say.back, '/dashboard'),
  });
  return layout(context, { title: say.title, main });
}

function passwordForm(context: PageContext, form: FormState, returnTo: string): Html {
  const say = wordsOf(context, { en, de });
  return html`<form method="post" action="/confirm-identity" novalidate class="space-y-5">
    ${hiddenField('returnTo', returnTo)}
    ${accountForPasswordManagers(context.person?.email)}
    ${passwordField(context, {
      form,
      name: 'password',
      label: say.password,
      autocomplete: 'current-password',
      autofocus: !form.alert && form.errors.length === 0,
    })}
    ${button(say.submit)}
  </form>`;
}
