import { fieldWords } from '#web/field-words.ts';
import { type FormState, findFieldError } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import type { Reader } from '#web/language.ts';
import type { CountryOption } from '#web/views.ts';
import { componentWords } from './component-words.ts';

export type FieldProps = {
  form: FormState;
  name: string;
  label: string;
  /** Only where one page holds two fields of one name. */
  id?: string | undefined;
  hint?: string | undefined;
  isOptional?: boolean | undefined;
  autocomplete?: string | undefined;
  autofocus?: boolean | undefined;
};

type FrameProps = FieldProps & { aside?: Html | undefined; control: Html };

/** The ids the control names in aria-describedby are the ones fieldFrame gives to hint and error. */
function describedBy({ form, name, id = name, hint }: FieldProps, also?: string | undefined): string {
  return [also, hint && `${id}-hint`, findFieldError(form, name) && `${id}-error`].filter(Boolean).join(' ');
}

/** The attributes every control shares, the ones that tie it to its words included. */
export function controlAttributes(props: FieldProps, also?: string): Html {
  const { form, name, id = name, isOptional, autocomplete, autofocus } = props;
  const description = describedBy(props, also);
  return html`id="${id}" name="${name}" ${!isOptional && html`required`}
    ${autocomplete && html`autocomplete="${autocomplete}"`} ${autofocus && html`autofocus`}
    ${description && html`aria-describedby="${description}"`}
    ${findFieldError(form, name) && html`aria-invalid="true"`}`;
}

export function fieldFrame(
  reader: Reader,
  { form, name, id = name, label, hint, isOptional, aside, control }: FrameProps,
): Html {
  const error = findFieldError(form, name);
  return html`<div class="min-w-0" data-field>
    <div class="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-3">
      <label for="${id}" class="text-sm font-medium">${label}${isOptional && html` <span class="font-normal text-muted">(${componentWords(reader).optional})</span>`}</label>
      ${aside}
    </div>
    ${control}
    ${hint && html`<p id="${id}-hint" class="mt-1.5 text-sm text-muted">${hint}</p>`}
    ${error && html`<p id="${id}-error" class="field-error">${fieldWords(reader, error.code)}</p>`}
  </div>`;
}

type TextFieldProps = FieldProps & {
  type?: 'text' | 'email' | 'date' | undefined;
  maxLength?: number | undefined;
  min?: string | undefined;
};

export function textField(reader: Reader, props: TextFieldProps): Html {
  const { form, name, type = 'text', maxLength, min } = props;
  const control = html`<input type="${type}" ${controlAttributes(props)} value="${form.values[name] ?? ''}"
    ${maxLength && html`maxlength="${maxLength}"`} ${min && html`min="${min}"`}
    ${type === 'email' && html`inputmode="email" autocapitalize="none" spellcheck="false"`} class="input">`;
  return fieldFrame(reader, { ...props, control });
}

export function selectField(
  reader: Reader,
  props: FieldProps & { options: readonly CountryOption[]; emptyLabel: string },
): Html {
  const { form, name, options, emptyLabel } = props;
  const chosen = form.values[name] ?? '';
  const control = html`<select ${controlAttributes(props)} class="input select">
    <option value="">${emptyLabel}</option>
    ${options.map(({ code, name: label }) => html`<option value="${code}" ${code === chosen && html`selected`}>${label}</option>`)}
  </select>`;
  return fieldFrame(reader, { ...props, control });
}

export function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}
