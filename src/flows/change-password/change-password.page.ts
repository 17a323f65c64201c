import {
  accountForPasswordManagers,
  button,
  errorSummary,
  notice,
  pageHeading,
  passwordField,
  securityTabs,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './change-password.words.de.ts';
import { en } from './change-password.words.en.ts';

type ChangePasswordPageProps = { form: FormState; passwordMinLength: number; isSaved: boolean };

export function changePasswordPage(
  context: PageContext,
  { form, passwordMinLength, isSaved }: ChangePasswordPageProps,
): Html {
  const say = wordsOf(context, { en, de });
  const main = html`
    ${pageHeading(say.security)}
    ${securityTabs(context, 'password')}
    <section aria-labelledby="change-password" class="card space-y-5 p-5 sm:p-6">
      <h2 id="change-password" class="font-semibold tracking-tight">${say.title}</h2>
      ${isSaved && notice('success', say.saved)}
      ${errorSummary(context, form)}
      <form method="post" action="/account/password" novalidate class="max-w-md space-y-5">
        ${accountForPasswordManagers(context.person?.email)}
        ${passwordField(context, { form, name: 'currentPassword', label: say.current, autocomplete: 'current-password' })}
        ${passwordField(context, {
          form,
          name: 'newPassword',
          label: say.new,
          hint: say.hint(passwordMinLength),
          autocomplete: 'new-password',
          strength: { minLength: passwordMinLength, productName: context.brand.name },
        })}
        <p class="text-sm text-muted">${say.consequence}</p>
        ${button(say.submit, { isFullWidth: false })}
      </form>
    </section>`;
  return layout(context, { title: say.title, main, wide: true });
}
