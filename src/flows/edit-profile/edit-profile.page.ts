import {
  button,
  card,
  descriptionRows,
  errorSummary,
  linkButton,
  nameFields,
  notice,
  optionalProfileFields,
  pageHeading,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { CountryOption } from '#web/views.ts';
import { de } from './edit-profile.words.de.ts';
import { en } from './edit-profile.words.en.ts';

type ProfilePageProps = {
  form: FormState;
  countries: readonly CountryOption[];
  isSaved: boolean;
  email: string;
};

export function profilePage(context: PageContext, props: ProfilePageProps): Html {
  const { isSaved, form, email } = props;
  const say = wordsOf(context, { en, de });
  const main = html`
    ${pageHeading(say.title)}
    <div class="space-y-5">
      ${isSaved && notice('success', say.saved)}
      ${errorSummary(context, form)}
      ${card({ id: 'about-you', title: say.aboutYou, body: profileForm(context, props) })}
      ${card({ id: 'address', title: say.email, body: descriptionRows([{ term: say.confirmed, description: email }]) })}
      ${card({ id: 'your-data', title: say.yourData, body: yourData(say) })}
    </div>`;
  return layout(context, { title: say.title, main, wide: true });
}

function profileForm(context: PageContext, { form, countries }: ProfilePageProps): Html {
  return html`<form method="post" action="/account/profile" novalidate class="max-w-lg space-y-5">
    ${nameFields(context, form)}
    ${optionalProfileFields(context, form, countries)}
    ${button(wordsOf(context, { en, de }).submit, { isFullWidth: false })}
  </form>`;
}

function yourData(say: typeof en): Html {
  return html`<p class="max-w-prose text-muted">${say.yours}</p>
    <div class="flex flex-wrap gap-3">
      ${linkButton(say.download, '/account/export', { look: 'quiet', isSmall: true })}
      ${linkButton(say.deleteAccount, '/account/delete', { look: 'danger', isSmall: true })}
    </div>`;
}
