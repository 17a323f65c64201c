import type { GalleryPage } from '#web/gallery.ts';
import { sampleDevices } from '#web/sample-views.ts';
import { devicesPage } from './manage-sessions.page.ts';

const at = '/account/sessions';

export const manageSessionsGallery: readonly GalleryPage[] = [
  { name: 'devices', at, show: (context) => devicesPage(context, { devices: sampleDevices(context) }) },
  {
    name: 'devices-ended',
    at,
    show: (context) => devicesPage(context, { devices: sampleDevices(context).slice(0, 1), ended: 2 }),
  },
];
