import {
  card,
  deviceList,
  eventList,
  linkButton,
  messageCard,
  pageHeading,
  switchForm,
  textLink,
} from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { DeviceView, EventView } from '#web/views.ts';
import { de } from './dashboard.words.de.ts';
import { en } from './dashboard.words.en.ts';
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
  const say = wordsOf(context, { en, de });
  const main = html`
    ${pageHeading(say.hello(context.person?.firstName), say.lead)}
    <div class="space-y-5">
      ${messageCard(nextStep(context, secondFactor, devices))}
      <div class="grid gap-5 md:grid-cols-2">
        ${secondFactorCard(say, secondFactor)}
        ${passwordCard(say)}
      </div>
      ${card({
        id: 'devices',
        title: say.devices,
        aside: html`<span class="text-sm">${textLink(say.allDevices, '/account/sessions')}</span>`,
        body: deviceList(context, devices),
      })}
      ${card({
        id: 'activity',
        title: say.activity,
        aside: html`<span class="text-sm">${textLink(say.allActivity, '/account/activity')}</span>`,
        body: eventList(context, events),
      })}
    </div>`;
  return layout(context, { title: say.title, main, wide: true });
}

/** Either way of the switch leads to a page first: a slip of the finger changes nothing. */
function secondFactorCard(say: typeof en, { isOn, recoveryCodesLeft }: SecondFactorView): Html {
  return card({
    id: 'second-factor',
    title: say.secondFactor,
    body: html`
      ${switchForm({
        label: say.switchIt,
        state: isOn ? say.isOn : say.isOff,
        isOn,
        action: isOn ? '/account/second-factor/turn-off' : '/account/second-factor/set-up',
      })}
      <p class="text-muted">${isOn ? say.whileOn(recoveryCodesLeft) : say.whileOff}</p>
      ${isOn && linkButton(say.manageIt, '/account/second-factor', { look: 'quiet', isSmall: true })}`,
  });
}

function passwordCard(say: typeof en): Html {
  return card({
    id: 'password',
    title: say.password,
    body: html`
      <p class="text-muted">${say.passwordWords}</p>
      ${linkButton(say.changePassword, '/account/password', { look: 'quiet', isSmall: true })}`,
  });
}
