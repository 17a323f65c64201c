import type { GalleryPage } from '#web/gallery.ts';
import { sampleEvents } from '#web/sample-views.ts';
import { activityPage } from './show-activity.page.ts';

const at = '/account/activity';

export const showActivityGallery: readonly GalleryPage[] = [
  {
    name: 'activity',
    at,
    show: (context) =>
      activityPage(context, { events: sampleEvents(context), nextCursor: 'older', isFirst: true }),
  },
  {
    name: 'activity-nothing-found',
    at,
    show: (context) => activityPage(context, { events: [], nextCursor: undefined, isFirst: false }),
  },
];
