import {
  button,
  buttonForm,
  errorSummary,
  linkButton,
  nameFields,
  notice,
  optionalProfileFields,
  passwordField,
  switchField,
  taskCard,
  textField,
  textLink,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { CountryOption } from '#web/views.ts';

type SignUpPageProps = { form: FormState; countries: readonly CountryOption[]; passwordMinLength: number };

export function signUpPage(
  context: PageContext,
  { form, countries, passwordMinLength }: SignUpPageProps,
): Html {
  const fields = html`
    ${nameFields(form)}
    ${textField({ form, name: 'email', label: 'Email address', type: 'email', autocomplete: 'email' })}
    ${passwordField({
      form,
      name: 'password',
      label: 'Password',
      hint: `At least ${passwordMinLength} characters. A few unrelated words work well.`,
      autocomplete: 'new-password',
    })}
    ${optionalProfileFields(form, countries)}
    ${switchField({
      form,
      name: 'enableSecondFactor',
      label: 'Protect my account with an authenticator app',
      hint: 'You set it up the first time you sign in.',
    })}`;

  const main = taskCard({
    title: 'Sign up',
    lead: 'We send you an email to confirm your address.',
    body: html`${errorSummary(form)}
      <form method="post" action="/sign-up" novalidate class="space-y-5">${fields}${button('Sign up')}</form>`,
    foot: html`Already signed up? ${textLink('Sign in', '/sign-in')}`,
  });
  return layout(context, { title: 'Sign up', main });
}

/** Says the same for a new, a waiting and a known address. */
export function checkInboxPage(context: PageContext, { resent }: { resent: boolean }): Html {
  const main = taskCard({
    title: 'Check your inbox',
    lead: 'We have sent an email to the address you gave. Open the link in it to go on.',
    body: html`
      ${resent && notice('success', 'We have sent the email once more.')}
      ${
        context.mailboxUrl &&
        html`<div class="space-y-2">${linkButton('Open the local mailbox', context.mailboxUrl)}
        <p class="text-sm text-muted">This server sends no mail yet; it keeps all of it in its own mailbox.</p></div>`
      }
      <p class="text-sm text-muted">Nothing there after a few minutes? Look in the spam folder, or let us send it again.</p>
      ${buttonForm('Send the email again', '/sign-up/resend', { look: 'quiet', isFullWidth: true })}`,
    foot: html`Wrong address? ${textLink('Sign up again', '/sign-up')}`,
  });
  return layout(context, { title: 'Check your inbox', main });
}
