import type { GalleryPage } from '#web/gallery.ts';
import { accountShutPage, notMePage } from './report-not-me.page.ts';

export const reportNotMeGallery: readonly GalleryPage[] = [
  { name: 'not-me', at: '/not-me', show: (context) => notMePage(context, { token: 'none' }) },
  { name: 'not-me-done', at: '/not-me/done', show: accountShutPage },
];
