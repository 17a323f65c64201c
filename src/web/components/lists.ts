import { type Html, html } from '#web/html.ts';
import type { Reader } from '#web/language.ts';
import type { DeviceView, EventView } from '#web/views.ts';
import { componentWords } from './component-words.ts';
import { badge } from './messages.ts';
import { moment } from './moments.ts';

/** Never at the beginning of a line. */
const DOT = '\u00a0· ';

/** `action` is what can be done with a device, such as signing it out. */
export function deviceList(
  reader: Reader,
  devices: readonly DeviceView[],
  action?: (device: DeviceView) => Html | undefined,
): Html {
  const say = componentWords(reader);
  return html`<ul class="divide-y divide-line">${devices.map(
    (
      device,
    ) => html`<li class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-3.5 first:pt-0 last:pb-0">
      <div class="min-w-0">
        <p class="font-medium"><span class="me-2">${device.device}</span> ${device.isCurrent && badge('success', say.thisDevice)}</p>
        <p class="mt-0.5 break-words text-muted">${device.ip}${DOT}${say.lastSeen} ${moment(reader, device.lastSeenAt)}</p>
      </div>
      ${action?.(device)}
    </li>`,
  )}</ul>`;
}

export function eventList(reader: Reader, events: readonly EventView[]): Html {
  if (events.length === 0) return html`<p class="text-muted">${componentWords(reader).nothingHappened}</p>`;
  return html`<ol class="divide-y divide-line">${events.map(
    ({ words, occurredAt, device, ip }) => html`<li class="py-3 first:pt-0 last:pb-0">
      <p class="font-medium">${words}</p>
      <p class="mt-0.5 break-words text-muted">${moment(reader, occurredAt)}${[device, ip].filter(Boolean).map((place) => html`${DOT}${place}`)}</p>
    </li>`,
  )}</ol>`;
}
