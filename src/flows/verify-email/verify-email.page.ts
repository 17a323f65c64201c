import { button, errorSummary, hiddenField, passwordField, taskCard } from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';

type VerifyEmailPageProps = { token: string; needsPassword: boolean; form: FormState };

/** A button rather than a plain link: mail scanners open links, and must not use this one up. */
export function verifyEmailPage(
  context: PageContext,
  { token, needsPassword, form }: VerifyEmailPageProps,
): Html {
  const main = taskCard({
    title: 'Confirm your address',
    lead: needsPassword
      ? 'This is not the browser you signed up with. Type the password you chose when you signed up, so that we know it is you.'
      : 'One click, and your account is ready.',
    body: html`${errorSummary(form)}
      <form method="post" action="/verify-email" novalidate class="space-y-5">
        ${hiddenField('token', token)}
        ${
          needsPassword &&
          passwordField({
            form,
            name: 'password',
            label: 'Password chosen at sign-up',
            autocomplete: 'current-password',
          })
        }
        ${button('Confirm my address')}
      </form>`,
    foot: 'You did not sign up? Close this page and nothing happens.',
  });
  return layout(context, { title: 'Confirm your address', main });
}
