import { buttonForm, card, deviceList, notice, pageHeading } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { DeviceView } from '#web/views.ts';

type DevicesPageProps = {
  devices: readonly DeviceView[];
  /** How many were just signed out. */
  ended?: number | undefined;
};

export function devicesPage(context: PageContext, { devices, ended }: DevicesPageProps): Html {
  const hasOthers = devices.some((device) => !device.isCurrent);
  const main = html`
    ${pageHeading('Devices', 'Everywhere you are signed in. Sign out what you do not know, then change your password.')}
    <div class="space-y-5">
      ${ended !== undefined && notice('success', endedWords(ended))}
      ${card({
        id: 'devices',
        title: 'Signed in now',
        aside:
          hasOthers &&
          buttonForm('Sign out all others', '/account/sessions/end-others', {
            look: 'danger',
            isSmall: true,
          }),
        body: deviceList(devices, signOutDevice),
      })}
    </div>`;
  return layout(context, { title: 'Devices', main, wide: true });
}

function endedWords(ended: number): string {
  if (ended === 0) return 'There was no other device to sign out.';
  return ended === 1 ? 'One device is signed out.' : `${ended} devices are signed out.`;
}

function signOutDevice({ id, device, isCurrent }: DeviceView): Html | undefined {
  if (isCurrent) return undefined;
  const action = `/account/sessions/${encodeURIComponent(id)}/end`;
  return buttonForm('Sign out', action, { look: 'quiet', isSmall: true, detail: device });
}
