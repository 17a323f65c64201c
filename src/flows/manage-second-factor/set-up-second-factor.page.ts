import {
  button,
  codeInput,
  copyButton,
  errorSummary,
  taskCard,
  textLink,
} from '#web/components/components.ts';
import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './manage-second-factor.words.de.ts';
import { en } from './manage-second-factor.words.en.ts';

type SetUpSecondFactorPageProps = {
  qrCodeSvg: Html;
  secretGroups: readonly string[];
  secret: string;
  otpauthUri: string;
  form: FormState;
};

export function setUpSecondFactorPage(context: PageContext, props: SetUpSecondFactorPageProps): Html {
  const { qrCodeSvg, secretGroups, secret, otpauthUri, form } = props;
  const { setUp: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      ${errorSummary(context, form)}
      <h2 class="text-sm font-medium">${say.scan}</h2>
      <div class="qr-code" role="img" aria-label="${say.qrCode}">${qrCodeSvg}</div>
      <div class="space-y-2 text-sm">
        <p class="text-muted">${say.onThisPhone} ${textLink(say.openInApp, otpauthUri)}. ${say.orType}</p>
        <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
          <code class="flex flex-wrap gap-x-2 font-mono">${secretGroups.map((group) => html`<span>${group}</span> `)}</code>
          ${copyButton(say.copy, secret, say.theSecret)}
        </div>
      </div>
      <h2 class="text-sm font-medium">${say.typeCode}</h2>
      <form method="post" action="/account/second-factor/set-up" novalidate class="space-y-5">
        ${codeInput(context, { form, name: 'code', label: say.code })}
        ${button(say.submit)}
      </form>`,
    foot: textLink(say.notNow, '/dashboard'),
  });
  return layout(context, { title: say.title, main });
}
