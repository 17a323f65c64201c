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
import { layout, type PageContext } from '#web/layout.ts';

type SetUpSecondFactorPageProps = {
  qrCodeSvg: Html;
  secretGroups: readonly string[];
  secret: string;
  otpauthUri: string;
  form: FormState;
};

export function setUpSecondFactorPage(context: PageContext, props: SetUpSecondFactorPageProps): Html {
  const { qrCodeSvg, secretGroups, secret, otpauthUri, form } = props;
  const main = taskCard({
    title: 'Set up the authenticator app',
    lead: 'Any authenticator app will do: 2FAS, Aegis, Google Authenticator, 1Password and so on.',
    body: html`
      ${errorSummary(form)}
      <h2 class="text-sm font-medium">1. Scan this QR code with the app</h2>
      <div class="qr-code" role="img" aria-label="QR code that holds the secret shown below">${qrCodeSvg}</div>
      <div class="space-y-2 text-sm">
        <p class="text-muted">On this phone already? ${textLink('Open in the app', otpauthUri)}. Or type this secret:</p>
        <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
          <code class="flex flex-wrap gap-x-2 font-mono">${secretGroups.map((group) => html`<span>${group}</span> `)}</code>
          ${copyButton('Copy', secret, 'the secret')}
        </div>
      </div>
      <h2 class="text-sm font-medium">2. Type the code it shows</h2>
      <form method="post" action="/account/second-factor/set-up" novalidate class="space-y-5">
        ${codeInput({ form, name: 'code', label: 'Six-digit code' })}
        ${button('Turn on the second factor')}
      </form>`,
    foot: textLink('Not now', '/dashboard'),
  });
  return layout(context, { title: 'Set up the authenticator app', main });
}
