import {
  button,
  card,
  descriptionRows,
  errorSummary,
  notice,
  pageHeading,
  selectField,
  textField,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { CountryOption } from '#web/views.ts';

type ProfilePageProps = {
  form: FormState;
  countries: readonly CountryOption[];
  isSaved: boolean;
  email: string;
};

export function profilePage(context: PageContext, props: ProfilePageProps): Html {
  const { isSaved, form, email } = props;
  const main = html`
    ${pageHeading('Profile')}
    <div class="space-y-5">
      ${isSaved && notice('success', 'Your profile is saved.')}
      ${errorSummary(form)}
      ${card({ id: 'about-you', title: 'About you', body: profileForm(props) })}
      ${card({ id: 'address', title: 'Email address', body: descriptionRows([{ term: 'Confirmed', description: email }]) })}
    </div>`;
  return layout(context, { title: 'Profile', main, wide: true });
}

function profileForm({ form, countries }: ProfilePageProps): Html {
  return html`<form method="post" action="/account/profile" novalidate class="max-w-lg space-y-5">
    <div class="grid gap-5 sm:grid-cols-2">
      ${textField({ form, name: 'firstName', label: 'First name', autocomplete: 'given-name', maxLength: 64 })}
      ${textField({ form, name: 'lastName', label: 'Last name', autocomplete: 'family-name', maxLength: 64 })}
    </div>
    ${selectField({
      form,
      name: 'country',
      label: 'Country',
      isOptional: true,
      autocomplete: 'country',
      options: countries,
      emptyLabel: 'Rather not say',
    })}
    ${textField({ form, name: 'dateOfBirth', label: 'Date of birth', type: 'date', isOptional: true, autocomplete: 'bday', min: '1900-01-01' })}
    ${button('Save', { isFullWidth: false })}
  </form>`;
}
