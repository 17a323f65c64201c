import type { FormState } from '../form-state.ts';
import { type Html, html } from '../html.ts';
import type { CountryOption } from '../views.ts';
import { selectField, textField } from './fields.ts';

export function nameFields(form: FormState): Html {
  return html`<div class="grid gap-5 sm:grid-cols-2">
    ${textField({ form, name: 'firstName', label: 'First name', autocomplete: 'given-name', maxLength: 64 })}
    ${textField({ form, name: 'lastName', label: 'Last name', autocomplete: 'family-name', maxLength: 64 })}
  </div>`;
}

/** Country and date of birth; both may stay empty. */
export function optionalProfileFields(form: FormState, countries: readonly CountryOption[]): Html {
  return html`${selectField({
    form,
    name: 'country',
    label: 'Country',
    isOptional: true,
    autocomplete: 'country',
    options: countries,
    emptyLabel: 'Rather not say',
  })}
  ${textField({ form, name: 'dateOfBirth', label: 'Date of birth', type: 'date', isOptional: true, autocomplete: 'bday', min: '1900-01-01' })}`;
}
