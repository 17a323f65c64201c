import {
  button,
  errorSummary,
  linkButton,
  taskCard,
  textField,
  textLink,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './delete-account.words.de.ts';
import { en } from './delete-account.words.en.ts';

/** What goes, what remains, and a confirmation that nobody gives by a slip of the finger. */
export function deleteAccountPage(context: PageContext, { form }: { form: FormState }): Html {
  const say = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      ${errorSummary(context, form)}
      <div class="space-y-1.5 text-sm">
        <p>${say.whatGoes}</p>
        <ul class="list-disc space-y-1.5 ps-5">${say.goes.map((words) => html`<li>${words}</li>`)}</ul>
      </div>
      <p class="text-sm">${say.signedOut}</p>
      <p class="text-sm text-muted">${say.remains}</p>
      <p class="text-sm">${textLink(say.downloadFirst, '/account/export')}</p>
      <form method="post" action="/account/delete" novalidate class="space-y-5 border-t border-line pt-5">
        ${textField(context, { form, name: 'email', label: say.addressLabel, type: 'email', autocomplete: 'off', maxLength: 256 })}
        ${button(say.submit, { look: 'danger', isFullWidth: true })}
      </form>`,
    foot: textLink(say.notNow, '/account/profile'),
  });
  return layout(context, { title: say.title, main });
}

/** Says nothing about whose account it was: anybody can open it. */
export function accountDeletedPage(context: PageContext): Html {
  const say = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.doneTitle,
    lead: say.doneLead,
    body: html`
      <p class="text-sm text-muted">${say.signUpAgain}</p>
      ${linkButton(say.signUp, '/sign-up', { look: 'quiet', isFullWidth: true })}`,
  });
  return layout(context, { title: say.doneTitle, main });
}
