import {
  button,
  card,
  descriptionRows,
  errorSummary,
  nameFields,
  notice,
  optionalProfileFields,
  pageHeading,
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
    ${nameFields(form)}
    ${optionalProfileFields(form, countries)}
    ${button('Save', { isFullWidth: false })}
  </form>`;
}
