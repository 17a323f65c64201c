import type { FormState } from '../form-state.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../language.ts';
import type { CountryOption } from '../views.ts';
import { componentWords } from './component-words.ts';
import { selectField, textField } from './fields.ts';

export function nameFields(reader: Reader, form: FormState): Html {
  const say = componentWords(reader);
  return html`<div class="grid gap-5 sm:grid-cols-2">
    ${textField(reader, { form, name: 'firstName', label: say.firstName, autocomplete: 'given-name', maxLength: 64 })}
    ${textField(reader, { form, name: 'lastName', label: say.lastName, autocomplete: 'family-name', maxLength: 64 })}
  </div>`;
}

/** Country and date of birth; both may stay empty. */
export function optionalProfileFields(
  reader: Reader,
  form: FormState,
  countries: readonly CountryOption[],
): Html {
  const say = componentWords(reader);
  return html`${selectField(reader, {
    form,
    name: 'country',
    label: say.country,
    isOptional: true,
    autocomplete: 'country',
    options: countries,
    emptyLabel: say.noCountry,
  })}
  ${textField(reader, { form, name: 'dateOfBirth', label: say.dateOfBirth, type: 'date', isOptional: true, autocomplete: 'bday', min: '1900-01-01' })}`;
}
