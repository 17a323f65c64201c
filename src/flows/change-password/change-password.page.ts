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
import { layout, type PageContext } from '#web/layout.ts';

type ChangePasswordPageProps = { form: FormState; passwordMinLength: number; isSaved: boolean };

export function changePasswordPage(
  context: PageContext,
  { form, passwordMinLength, isSaved }: ChangePasswordPageProps,
): Html {
  const main = html`
    ${pageHeading('Security')}
    ${securityTabs('password')}
    <section aria-labelledby="change-password" class="card space-y-5 p-5 sm:p-6">
      <h2 id="change-password" class="font-semibold tracking-tight">Change password</h2>
      ${isSaved && notice('success', 'Your new password is saved. All your other devices are signed out.')}
      ${errorSummary(form)}
      <form method="post" action="/account/password" novalidate class="max-w-md space-y-5">
        ${accountForPasswordManagers(context.person?.email)}
        ${passwordField({ form, name: 'currentPassword', label: 'Current password', autocomplete: 'current-password' })}
        ${passwordField({
          form,
          name: 'newPassword',
          label: 'New password',
          hint: `At least ${passwordMinLength} characters. A few unrelated words work well.`,
          autocomplete: 'new-password',
        })}
        <p class="text-sm text-muted">Changing your password signs you out on all other devices.</p>
        ${button('Change password', { isFullWidth: false })}
      </form>
    </section>`;
  return layout(context, { title: 'Change password', main, wide: true });
}
