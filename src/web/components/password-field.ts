import { type Html, html } from '#web/html.ts';
import { controlAttributes, type FieldProps, fieldFrame } from './fields.ts';

type PasswordFieldProps = FieldProps & {
  autocomplete: 'current-password' | 'new-password';
  /** The id of a message elsewhere on the page that speaks of this field. */
  explainedBy?: string | undefined;
  aside?: Html | undefined;
};

/**
 * Always empty, whatever was typed before. `maxlength` counts UTF-16 units, two for some of the 256 characters.
 * The button stays hidden until the script is there to serve it. */
export function passwordField(props: PasswordFieldProps): Html {
  const { id = props.name, label } = props;
  const control = html`<div class="relative">
    <input type="password" ${controlAttributes(props, props.explainedBy)} maxlength="512"
      autocapitalize="none" spellcheck="false" class="input pr-16">
    <button type="button" hidden data-reveal="${id}"
      class="absolute inset-y-1 right-1 rounded-md px-3 text-sm font-medium text-muted hover:text-ink">Show<span class="sr-only"> ${label.toLowerCase()}</span></button>
  </div>`;
  return fieldFrame({ ...props, control });
}

/** Tells password managers whose password this form is about; nothing is sent, nothing is seen. */
export function accountForPasswordManagers(email: string | undefined): Html {
  return html`${email && html`<input type="text" autocomplete="username" value="${email}" readonly hidden>`}`;
}
