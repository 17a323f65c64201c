import {
  button,
  buttonForm,
  errorSummary,
  guardFields,
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
import type { FormGuard } from '#web/form-guards.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { CountryOption } from '#web/views.ts';
import { de } from './sign-up.words.de.ts';
import { en } from './sign-up.words.en.ts';

type SignUpPageProps = {
  form: FormState;
  guard: FormGuard;
  countries: readonly CountryOption[];
  passwordMinLength: number;
};

export function signUpPage(
  context: PageContext,
  { form, guard, countries, passwordMinLength }: SignUpPageProps,
): Html {
  const say = wordsOf(context, { en, de });
  const fields = html`
    ${nameFields(context, form)}
    ${textField(context, { form, name: 'email', label: say.email, type: 'email', autocomplete: 'email' })}
    ${passwordField(context, {
      form,
      name: 'password',
      label: say.password,
      hint: say.passwordHint(passwordMinLength),
      autocomplete: 'new-password',
      strength: { minLength: passwordMinLength, productName: context.brand.name },
    })}
    ${optionalProfileFields(context, form, countries)}
    ${switchField({
      form,
      name: 'enableSecondFactor',
      label: say.enableSecondFactor,
      hint: say.enableSecondFactorHint,
    })}`;

  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`${errorSummary(context, form)}
      <form method="post" action="/sign-up" novalidate class="space-y-5">${guardFields(context, guard)}${fields}${button(say.submit)}</form>`,
    foot: html`${say.signedUpAlready} ${textLink(say.signIn, '/sign-in')}`,
  });
  return layout(context, { title: say.title, main });
}

/** Says the same for a new, a waiting and a known address. */
export function checkInboxPage(context: PageContext, { resent }: { resent: boolean }): Html {
  const { inbox: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      ${resent && notice('success', say.resent)}
      ${
        context.mailboxUrl &&
        html`<div class="space-y-2">${linkButton(say.openMailbox, context.mailboxUrl)}
        <p class="text-sm text-muted">${say.noMailServer}</p></div>`
      }
      <p class="text-sm text-muted">${say.nothingThere}</p>
      ${buttonForm(say.resend, '/sign-up/resend', { look: 'quiet', isFullWidth: true })}`,
    foot: html`${say.wrongAddress} ${textLink(say.again, '/sign-up')}`,
  });
  return layout(context, { title: say.title, main });
}
