import { button, errorSummary, hiddenField, passwordField, taskCard } from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './verify-email.words.de.ts';
import { en } from './verify-email.words.en.ts';

type VerifyEmailPageProps = { token: string; needsPassword: boolean; form: FormState };

/** A button rather than a plain link: mail scanners open links, and must not use this one up. */
export function verifyEmailPage(
  context: PageContext,
  { token, needsPassword, form }: VerifyEmailPageProps,
): Html {
  const say = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: needsPassword ? say.leadElsewhere : say.lead,
    body: html`${errorSummary(context, form)}
      <form method="post" action="/verify-email" novalidate class="space-y-5">
        ${hiddenField('token', token)}
        ${
          needsPassword &&
          passwordField(context, {
            form,
            name: 'password',
            label: say.password,
            autocomplete: 'current-password',
          })
        }
        ${button(say.submit)}
      </form>`,
    foot: say.notYou,
  });
  return layout(context, { title: say.title, main });
}
