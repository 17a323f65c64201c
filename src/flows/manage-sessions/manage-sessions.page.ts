import { buttonForm, card, deviceList, notice, pageHeading } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { DeviceView } from '#web/views.ts';
import { de } from './manage-sessions.words.de.ts';
import { en } from './manage-sessions.words.en.ts';

type DevicesPageProps = {
  devices: readonly DeviceView[];
  /** How many were just signed out. */
  ended?: number | undefined;
};

export function devicesPage(context: PageContext, { devices, ended }: DevicesPageProps): Html {
  const say = wordsOf(context, { en, de });
  const hasOthers = devices.some((device) => !device.isCurrent);
  const main = html`
    ${pageHeading(say.title, say.lead)}
    <div class="space-y-5">
      ${ended !== undefined && notice('success', say.ended(ended))}
      ${card({
        id: 'devices',
        title: say.signedInNow,
        aside:
          hasOthers &&
          buttonForm(say.signOutOthers, '/account/sessions/end-others', {
            look: 'danger',
            isSmall: true,
          }),
        body: deviceList(context, devices, (device) => signOutButton(context, device)),
      })}
    </div>`;
  return layout(context, { title: say.title, main, wide: true });
}

function signOutButton(reader: Reader, { id, device, isCurrent }: DeviceView): Html | undefined {
  if (isCurrent) return undefined;
  const action = `/account/sessions/${encodeURIComponent(id)}/end`;
  return buttonForm(wordsOf(reader, { en, de }).signOut, action, {
    look: 'quiet',
    isSmall: true,
    detail: device,
  });
}
