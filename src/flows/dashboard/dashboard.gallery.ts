import { daysAgo, type GalleryPage } from '#web/gallery.ts';
import type { PageContext } from '#web/layout.ts';
import { sampleDevices, sampleEvents } from '#web/sample-views.ts';
import { dashboardPage } from './dashboard.page.ts';
import type { SecondFactorView } from './next-step.ts';

const state = (
  name: string,
  secondFactor: SecondFactorView,
  devicesOf = (context: PageContext) => sampleDevices(context).slice(0, 2),
): GalleryPage => ({
  name: `dashboard${name}`,
  at: '/dashboard',
  show: (context) =>
    dashboardPage(context, {
      secondFactor,
      devices: devicesOf(context),
      events: sampleEvents(context).slice(0, 5),
    }),
});

const on = { isOn: true, recoveryCodesLeft: 10, asked: false };

export const dashboardGallery: readonly GalleryPage[] = [
  state('', { isOn: false, recoveryCodesLeft: 0, asked: false }),
  state('-asked-at-sign-up', { isOn: false, recoveryCodesLeft: 0, asked: true }),
  state('-protected', on),
  state('-few-codes', { ...on, recoveryCodesLeft: 2 }),
  state('-no-codes', { ...on, recoveryCodesLeft: 0 }),
  state('-forgotten-device', on, (context) =>
    sampleDevices(context).map((device) =>
      device.isCurrent ? device : { ...device, lastSeenAt: daysAgo(40) },
    ),
  ),
];
