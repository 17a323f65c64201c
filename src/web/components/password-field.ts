import { type Html, html } from '#web/html.ts';
import type { Reader } from '#web/language.ts';
import { componentWords } from './component-words.ts';
import { controlAttributes, type FieldProps, fieldFrame } from './fields.ts';

type PasswordFieldProps = FieldProps & {
  autocomplete: 'current-password' | 'new-password';
  /** The id of a message elsewhere on the page that speaks of this field. */
  explainedBy?: string | undefined;
  aside?: Html | undefined;
  /** Of a new password: what the script measures it by. */
  strength?: { minLength: number; productName: string } | undefined;
};

/**
 * Always empty, whatever was typed before. `maxlength` counts UTF-16 units, two for some of the 256 characters.
 * The button stays hidden until the script is there to serve it. */
export function passwordField(reader: Reader, props: PasswordFieldProps): Html {
  const { id = props.name, label } = props;
  const control = html`<div class="relative">
    <input type="password" ${controlAttributes(props, props.explainedBy)} maxlength="512"
      autocapitalize="none" spellcheck="false" class="input pr-16">
    <button type="button" hidden data-reveal="${id}"
      class="absolute inset-y-1 right-1 rounded-md px-3 text-sm font-medium text-muted hover:text-ink">${componentWords(reader).show}<span class="sr-only"> ${label.toLowerCase()}</span></button>
  </div>${props.strength && strengthMeter(id, props.strength)}`;
  return fieldFrame(reader, { ...props, control });
}

/** Only advises: what is refused, the service says. Empty until the script has something to show. */
function strengthMeter(id: string, strength: NonNullable<PasswordFieldProps['strength']>): Html {
  return html`<div data-strength-of="${id}" data-min-length="${strength.minLength}"
    data-product-name="${strength.productName}">
    <div hidden class="strength-bar" aria-hidden="true"></div>
    <p class="mt-1.5 text-sm empty:mt-0" role="status" aria-live="polite" data-strength-words></p>
  </div>`;
}

/** Tells password managers whose password this form is about; nothing is sent, nothing is seen. */
export function accountForPasswordManagers(email: string | undefined): Html {
  return html`${email && html`<input type="text" autocomplete="username" value="${email}" readonly hidden>`}`;
}
