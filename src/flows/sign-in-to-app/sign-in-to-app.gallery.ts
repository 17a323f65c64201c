import type { GalleryPage } from '#web/gallery.ts';
import { goingOnPage, notLetInPage } from './sign-in-to-app.page.ts';

const app = { host: 'wiki.example.org', href: '#main' };

export const signInToAppGallery: readonly GalleryPage[] = [
  { name: 'app-going-on', at: '/.latchkey/start', show: (context) => goingOnPage(context, app) },
  { name: 'app-not-let-in', at: '/forward-auth/failed', show: (context) => notLetInPage(context, app) },
];
