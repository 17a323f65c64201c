import {
  badge,
  buttonForm,
  card,
  linkButton,
  pageHeading,
  securityTabs,
} from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';

export { recoveryCodesPage } from './recovery-codes.page.ts';
export { setUpSecondFactorPage } from './set-up-second-factor.page.ts';

type SecondFactorOverview = { isOn: boolean; recoveryCodesLeft: number };

export function secondFactorOverviewPage(context: PageContext, state: SecondFactorOverview): Html {
  const main = html`
    ${pageHeading('Security')}
    ${securityTabs('second-factor')}
    <div class="space-y-5">${state.isOn ? html`${appCard()}${codesCard(state.recoveryCodesLeft)}` : offCard()}</div>`;
  return layout(context, { title: 'Second factor', main, wide: true });
}

function offCard(): Html {
  return card({
    id: 'app',
    title: 'Authenticator app',
    aside: badge('hint', 'Off'),
    body: html`<p class="max-w-prose text-muted">An app on your phone shows a new six-digit code every half minute.
        With the second factor on, signing in asks for it after the password.</p>
      ${linkButton('Set up the authenticator app', '/account/second-factor/set-up', { isSmall: true })}`,
  });
}

function appCard(): Html {
  return card({
    id: 'app',
    title: 'Authenticator app',
    aside: badge('success', 'On'),
    body: html`<p class="max-w-prose text-muted">Signing in asks for a code from your app after the password.
        Turning it off ends your recovery codes too.</p>
      ${buttonForm('Turn off', '/account/second-factor/turn-off', { look: 'danger', isSmall: true, detail: 'the second factor' })}`,
  });
}

function codesCard(left: number): Html {
  return card({
    id: 'codes',
    title: 'Recovery codes',
    aside: badge(left <= 3 ? 'warning' : 'hint', `${left} left`),
    body: html`<p class="max-w-prose text-muted">Each lets you in once when your app is out of reach.
        A new set replaces the old one: the old codes stop working.</p>
      ${buttonForm('Get new recovery codes', '/account/second-factor/recovery-codes', { look: 'quiet', isSmall: true })}`,
  });
}
