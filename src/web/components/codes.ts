import { emptyForm, type FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import type { Reader } from '#web/language.ts';
import { button } from './actions.ts';
import { componentWords } from './component-words.ts';
import { controlAttributes, type FieldProps, fieldFrame, hiddenField } from './fields.ts';

/** One input drawn as six cells, so that pasting, autofill and screen readers meet an ordinary field. */
export function codeInput(reader: Reader, props: FieldProps): Html {
  const control = html`<div class="code-frame"><input type="text" inputmode="numeric"
    ${controlAttributes({ ...props, autocomplete: 'one-time-code' })} maxlength="12" data-six-digits
    spellcheck="false" class="code-input"></div>`;
  return fieldFrame(reader, { ...props, control });
}

type CodeFormsProps = { form: FormState; action: string; submitLabel: string; returnTo?: string | undefined };

/** The authenticator's code, or folded away below it a recovery code. Both are sent under the name `code`; the one with a mistake has that id too, which is where the error summary leads. */
export function codeForms(reader: Reader, { form, action, submitLabel, returnTo }: CodeFormsProps): Html {
  const say = componentWords(reader);
  const typed = form.values.code ?? '';
  const usedRecoveryCode = typed !== '' && !/^[\d\s]{1,7}$/.test(typed);
  const returnField = returnTo && hiddenField('returnTo', returnTo);
  return html`
    <form method="post" action="${action}" novalidate class="space-y-5">
      ${returnField}
      ${codeInput(reader, { form: usedRecoveryCode ? emptyForm : form, name: 'code', id: usedRecoveryCode ? 'app-code' : 'code', label: say.codeFromApp, autofocus: form.errors.length === 0 && !usedRecoveryCode })}
      ${button(submitLabel)}
    </form>
    <details class="disclosure" ${usedRecoveryCode && html`open`}>
      <summary>${say.useRecoveryCode}</summary>
      <form method="post" action="${action}" novalidate class="mt-4 space-y-4">
        ${returnField}
        ${usedRecoveryCode ? recoveryCodeField(reader, form, 'code') : recoveryCodeField(reader, emptyForm, 'recovery-code')}
        ${button(submitLabel, { look: 'quiet', isFullWidth: true })}
      </form>
    </details>`;
}

function recoveryCodeField(reader: Reader, form: FormState, id: string): Html {
  const { recoveryCode: label, recoveryCodeHint: hint } = componentWords(reader);
  const props: FieldProps = {
    form,
    name: 'code',
    id,
    label,
    hint,
  };
  const control = html`<input type="text" ${controlAttributes({ ...props, autocomplete: 'off' })} maxlength="64"
    autocapitalize="none" spellcheck="false" class="input font-mono">`;
  return fieldFrame(reader, { ...props, control });
}
