import {
  button,
  errorSummary,
  guardFields,
  hiddenField,
  linkButton,
  passwordField,
  taskCard,
  textField,
  textLink,
} from '#web/components/components.ts';
import type { FormGuard } from '#web/form-guards.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './reset-password.words.de.ts';
import { en } from './reset-password.words.en.ts';

export function forgotPasswordPage(
  context: PageContext,
  { form, guard }: { form: FormState; guard: FormGuard },
): Html {
  const { forgotten: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      ${errorSummary(context, form)}
      <form method="post" action="/forgot-password" novalidate class="space-y-5">
        ${guardFields(context, guard)}
        ${textField(context, {
          form,
          name: 'email',
          label: say.email,
          type: 'email',
          autocomplete: 'username',
          autofocus: !form.alert && form.errors.length === 0,
        })}
        ${button(say.submit)}
      </form>`,
    foot: backToSignIn(context),
  });
  return layout(context, { title: say.title, main });
}

/** The same for every address, known or not. */
export function resetLinkSentPage(context: PageContext): Html {
  const { sent: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: context.mailboxUrl
      ? linkButton(say.openMailbox, context.mailboxUrl)
      : linkButton(say.again, '/forgot-password', { look: 'quiet', isFullWidth: true }),
    foot: backToSignIn(context),
  });
  return layout(context, { title: say.title, main });
}

type ResetPasswordPageProps = { token: string; form: FormState; passwordMinLength: number };

export function resetPasswordPage(
  context: PageContext,
  { token, form, passwordMinLength }: ResetPasswordPageProps,
): Html {
  const { choose: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`${errorSummary(context, form)}
      <form method="post" action="/reset-password" novalidate class="space-y-5">
        ${hiddenField('token', token)}
        ${passwordField(context, {
          form,
          name: 'password',
          label: say.password,
          hint: say.hint(passwordMinLength),
          autocomplete: 'new-password',
          strength: { minLength: passwordMinLength, productName: context.brand.name },
        })}
        ${button(say.submit)}
      </form>`,
    foot: backToSignIn(context),
  });
  return layout(context, { title: say.title, main });
}

function backToSignIn(reader: Reader): Html {
  const say = wordsOf(reader, { en, de });
  return html`${say.remembered} ${textLink(say.signIn, '/sign-in')}`;
}
