import { emptyForm, type FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { button } from './actions.ts';
import { controlAttributes, type FieldProps, fieldFrame, hiddenField } from './fields.ts';

/** One input drawn as six cells, so that pasting, autofill and screen readers meet an ordinary field. */
export function codeInput(props: FieldProps): Html {
  const control = html`<div class="code-frame"><input type="text" inputmode="numeric"
    ${controlAttributes({ ...props, autocomplete: 'one-time-code' })} maxlength="7" data-six-digits
    spellcheck="false" class="code-input"></div>`;
  return fieldFrame({ ...props, control });
}

type CodeFormsProps = { form: FormState; action: string; submitLabel: string; returnTo?: string | undefined };

/** The authenticator's code, or folded away below it a recovery code. Both are sent under the name `code`; the one with a mistake has that id too, which is where the error summary leads. */
export function codeForms({ form, action, submitLabel, returnTo }: CodeFormsProps): Html {
  const typed = form.values.code ?? '';
  const usedRecoveryCode = typed !== '' && !/^[\d\s]{1,7}$/.test(typed);
  const returnField = returnTo && hiddenField('returnTo', returnTo);
  return html`
    <form method="post" action="${action}" novalidate class="space-y-5">
      ${returnField}
      ${codeInput({ form: usedRecoveryCode ? emptyForm : form, name: 'code', id: usedRecoveryCode ? 'app-code' : 'code', label: 'Code from your app', autofocus: form.errors.length === 0 && !usedRecoveryCode })}
      ${button(submitLabel)}
    </form>
    <details class="disclosure" ${usedRecoveryCode && html`open`}>
      <summary>Use a recovery code</summary>
      <form method="post" action="${action}" novalidate class="mt-4 space-y-4">
        ${returnField}
        ${usedRecoveryCode ? recoveryCodeField(form, 'code') : recoveryCodeField(emptyForm, 'recovery-code')}
        ${button(submitLabel, { look: 'quiet', isFullWidth: true })}
      </form>
    </details>`;
}

function recoveryCodeField(form: FormState, id: string): Html {
  const props: FieldProps = {
    form,
    name: 'code',
    id,
    label: 'Recovery code',
    hint: 'One of the codes you saved when you turned the second factor on. Each works once.',
  };
  const control = html`<input type="text" ${controlAttributes({ ...props, autocomplete: 'off' })} maxlength="64"
    autocapitalize="none" spellcheck="false" class="input font-mono">`;
  return fieldFrame({ ...props, control });
}
