import {
  button,
  checkbox,
  errorSummary,
  guardFields,
  hiddenField,
  notice,
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
import { de } from './sign-in.words.de.ts';
import { en } from './sign-in.words.en.ts';

export type SignInNotice = keyof (typeof en)['notices'];

export type SignInPageProps = {
  form: FormState;
  guard: FormGuard;
  /** Shown again for want of a proof of work: nothing was judged. */
  isProofAsked?: boolean;
  returnTo?: string | undefined;
  notice?: SignInNotice | undefined;
};

export function signInPage(
  context: PageContext,
  { form, guard, isProofAsked = false, returnTo, notice: news }: SignInPageProps,
): Html {
  const say = wordsOf(context, { en, de });
  const wasRejected =
    form.errors.length === 0 && (Boolean(form.alert) || form.retryAfterSeconds !== undefined);
  const more = wasRejected && !isProofAsked ? wayOutOf(context, form) : undefined;
  const main = taskCard({
    title: say.title,
    body: html`
      ${news && !wasRejected && notice('success', say.notices[news])}
      ${errorSummary(context, form, { takesFocus: !wasRejected, more })}
      <form method="post" action="/sign-in" novalidate class="space-y-5">
        ${guardFields(context, guard)}
        ${returnTo && hiddenField('returnTo', returnTo)}
        ${textField(context, {
          form,
          name: 'email',
          label: say.email,
          type: 'email',
          autocomplete: 'username',
          autofocus: !wasRejected && form.errors.length === 0,
        })}
        ${passwordField(context, {
          form,
          name: 'password',
          label: say.password,
          autocomplete: 'current-password',
          autofocus: wasRejected,
          explainedBy: wasRejected ? 'form-problem' : undefined,
          aside: html`<span class="text-sm">${textLink(say.forgotten, '/forgot-password')}</span>`,
        })}
        ${checkbox({ form, name: 'remember', label: say.remember })}
        ${button(say.submit)}
      </form>`,
    foot: html`${say.newHere} ${textLink(say.signUp, '/sign-up')}`,
  });
  return layout(context, { title: say.title, main });
}

/** Said after every refusal, so that nobody learns from it which addresses are waiting or known. */
function wayOutOf(reader: Reader, { retryAfterSeconds }: FormState): Html {
  const say = wordsOf(reader, { en, de });
  if (retryAfterSeconds === undefined) {
    return html`<p class="mt-1">${say.maybeUnconfirmed}</p>`;
  }
  return html`<p>${say.unsure} <a class="underline underline-offset-2" href="/forgot-password">${say.reset}</a>.</p>`;
}
