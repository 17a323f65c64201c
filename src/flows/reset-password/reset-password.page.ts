import {
  button,
  errorSummary,
  hiddenField,
  linkButton,
  passwordField,
  taskCard,
  textField,
  textLink,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';

const backToSignIn = html`Remembered it? ${textLink('Sign in', '/sign-in')}`;

export function forgotPasswordPage(context: PageContext, { form }: { form: FormState }): Html {
  const main = taskCard({
    title: 'Forgotten password',
    lead: 'Type your address, and we send you a link to choose a new password.',
    body: html`
      ${errorSummary(form)}
      <form method="post" action="/forgot-password" novalidate class="space-y-5">
        ${textField({
          form,
          name: 'email',
          label: 'Email address',
          type: 'email',
          autocomplete: 'username',
          autofocus: !form.alert && form.errors.length === 0,
        })}
        ${button('Send me a link')}
      </form>`,
    foot: backToSignIn,
  });
  return layout(context, { title: 'Forgotten password', main });
}

/** The same for every address, known or not. */
export function resetLinkSentPage(context: PageContext): Html {
  const main = taskCard({
    title: 'Check your inbox',
    lead: 'If there is an account with this address, an email with a link is on its way. Nothing there after a few minutes? Look in the spam folder.',
    body: context.mailboxUrl
      ? linkButton('Open the local mailbox', context.mailboxUrl)
      : linkButton('Send it again', '/forgot-password', { look: 'quiet', isFullWidth: true }),
    foot: backToSignIn,
  });
  return layout(context, { title: 'Check your inbox', main });
}

type ResetPasswordPageProps = { token: string; form: FormState; passwordMinLength: number };

export function resetPasswordPage(
  context: PageContext,
  { token, form, passwordMinLength }: ResetPasswordPageProps,
): Html {
  const main = taskCard({
    title: 'Choose a new password',
    lead: 'This signs you out on all your devices. Your second factor stays as it is.',
    body: html`${errorSummary(form)}
      <form method="post" action="/reset-password" novalidate class="space-y-5">
        ${hiddenField('token', token)}
        ${passwordField({
          form,
          name: 'password',
          label: 'New password',
          hint: `At least ${passwordMinLength} characters. A few unrelated words work well.`,
          autocomplete: 'new-password',
        })}
        ${button('Save the new password')}
      </form>`,
    foot: backToSignIn,
  });
  return layout(context, { title: 'Choose a new password', main });
}
