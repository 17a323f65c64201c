import {
  badge,
  card,
  deviceList,
  eventList,
  linkButton,
  messageCard,
  pageHeading,
  textLink,
} from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { DeviceView, EventView } from '#web/views.ts';
import { nextStep, type SecondFactorView } from './next-step.ts';

type DashboardPageProps = {
  secondFactor: SecondFactorView;
  devices: readonly DeviceView[];
  events: readonly EventView[];
};

export function dashboardPage(
  context: PageContext,
  { secondFactor, devices, events }: DashboardPageProps,
): Html {
  const name = context.person?.firstName;
  const main = html`
    ${pageHeading(name ? `Hello, ${name}` : 'Hello', 'Your account at a glance.')}
    <div class="space-y-5">
      ${messageCard(nextStep(secondFactor, devices))}
      <div class="grid items-start gap-5 md:grid-cols-2">
        ${secondFactorCard(secondFactor)}
        ${passwordCard()}
      </div>
      ${card({
        id: 'devices',
        title: 'Devices',
        aside: html`<span class="text-sm">${textLink('All devices', '/account/sessions')}</span>`,
        body: deviceList(devices),
      })}
      ${card({
        id: 'activity',
        title: 'Recent activity',
        aside: html`<span class="text-sm">${textLink('All activity', '/account/activity')}</span>`,
        body: eventList(events),
      })}
    </div>`;
  return layout(context, { title: 'Overview', main, wide: true });
}

function secondFactorCard({ isOn, recoveryCodesLeft }: SecondFactorView): Html {
  return card({
    id: 'second-factor',
    title: 'Second factor',
    aside: isOn ? badge('success', 'On') : badge('hint', 'Off'),
    body: html`
      <p class="text-muted">${
        isOn
          ? `Authenticator app, ${recoveryCodesLeft} recovery ${recoveryCodesLeft === 1 ? 'code' : 'codes'} left.`
          : 'Signing in asks for your password only.'
      }</p>
      ${
        isOn
          ? linkButton('Manage', '/account/second-factor', {
              look: 'quiet',
              isSmall: true,
              detail: 'the second factor',
            })
          : linkButton('Turn on', '/account/second-factor/set-up', {
              look: 'quiet',
              isSmall: true,
              detail: 'the second factor',
            })
      }`,
  });
}

function passwordCard(): Html {
  return card({
    id: 'password',
    title: 'Password',
    body: html`
      <p class="text-muted">Changing it signs you out on all other devices.</p>
      ${linkButton('Change password', '/account/password', { look: 'quiet', isSmall: true })}`,
  });
}
