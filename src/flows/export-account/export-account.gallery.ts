import type { GalleryPage } from '#web/gallery.ts';
import { exportAccountPage } from './export-account.page.ts';

export const exportAccountGallery: readonly GalleryPage[] = [
  { name: 'export', at: '/account/export', show: exportAccountPage },
];
