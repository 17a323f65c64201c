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
import { layout, type PageContext } from '#web/layout.ts';

type ConfirmIdentityPageProps = {
  form: FormState;
  method: 'password' | 'code';
  returnTo: string;
  /** Completes "Before we …", for example "turn off your second factor". */
  action?: string | undefined;
};

export function confirmIdentityPage(context: PageContext, props: ConfirmIdentityPageProps): Html {
  const { form, method, returnTo, action } = props;
  const asked = method === 'password' ? 'type your password' : 'type the code your authenticator app shows';
  const main = taskCard({
    title: "Confirm it's you",
    lead: action
      ? `Before we ${action}, please ${asked}.`
      : `Please ${asked}, and you can go on where you were.`,
    body: html`
      ${errorSummary(form)}
      ${
        method === 'password'
          ? passwordForm(context, form, returnTo)
          : codeForms({ form, action: '/confirm-identity', submitLabel: 'Confirm', returnTo })
      }`,
    foot: textLink('Back to the overview', '/dashboard'),
  });
  return layout(context, { title: "Confirm it's you", main });
}

function passwordForm({ person }: PageContext, form: FormState, returnTo: string): Html {
  return html`<form method="post" action="/confirm-identity" novalidate class="space-y-5">
    ${hiddenField('returnTo', returnTo)}
    ${accountForPasswordManagers(person?.email)}
    ${passwordField({
      form,
      name: 'password',
      label: 'Password',
      autocomplete: 'current-password',
      autofocus: !form.alert && form.errors.length === 0,
    })}
    ${button('Confirm')}
  </form>`;
}
