import {
  button,
  checkbox,
  errorSummary,
  hiddenField,
  notice,
  passwordField,
  taskCard,
  textField,
  textLink,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';

export type SignInNotice = 'email_verified' | 'password_reset' | 'signed_out';

type SignInPageProps = { form: FormState; returnTo?: string | undefined; notice?: SignInNotice | undefined };

const notices: Record<SignInNotice, string> = {
  email_verified: 'Your address is confirmed. You can sign in now.',
  password_reset: 'Your new password is saved. Sign in with it.',
  signed_out: 'You are signed out.',
};

export function signInPage(context: PageContext, { form, returnTo, notice: news }: SignInPageProps): Html {
  const wasRejected =
    form.errors.length === 0 && (Boolean(form.alert) || form.retryAfterSeconds !== undefined);
  const main = taskCard({
    title: 'Sign in',
    body: html`
      ${news && !wasRejected && notice('success', notices[news])}
      ${errorSummary(form, { takesFocus: !wasRejected, more: wasRejected ? wayOutOf(form) : undefined })}
      <form method="post" action="/sign-in" novalidate class="space-y-5">
        ${returnTo && hiddenField('returnTo', returnTo)}
        ${textField({
          form,
          name: 'email',
          label: 'Email address',
          type: 'email',
          autocomplete: 'username',
          autofocus: !wasRejected && form.errors.length === 0,
        })}
        ${passwordField({
          form,
          name: 'password',
          label: 'Password',
          autocomplete: 'current-password',
          autofocus: wasRejected,
          explainedBy: wasRejected ? 'form-problem' : undefined,
          aside: html`<span class="text-sm">${textLink('Forgotten password?', '/forgot-password')}</span>`,
        })}
        ${checkbox({ form, name: 'remember', label: 'Keep me signed in' })}
        ${button('Sign in')}
      </form>`,
    foot: html`New here? ${textLink('Sign up', '/sign-up')}`,
  });
  return layout(context, { title: 'Sign in', main });
}

/** Said after every refusal, so that nobody learns from it which addresses are waiting or known. */
function wayOutOf({ retryAfterSeconds }: FormState): Html {
  if (retryAfterSeconds === undefined) {
    return html`<p class="mt-1">Signed up a short while ago? Then your address may still have to be confirmed: look for our email.</p>`;
  }
  return html`<p>No longer sure of your password? <a class="underline underline-offset-2" href="/forgot-password">Reset it</a>.</p>`;
}
