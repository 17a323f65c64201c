import type { FastifyInstance } from 'fastify';
import { Problem } from './errors.ts';
import { galleryIndexPage } from './gallery.page.ts';
import { type GalleryPage, ROBIN } from './gallery.ts';
import { type Pages, sendPage } from './pages.ts';

export interface GalleryRouteDeps {
  pages: Pages;
  /** By the part of the service they belong to. */
  gallery: Map<string, readonly GalleryPage[]>;
}

/** Beside the local mailbox, and there alone. Asks no store: it shows what would be shown. */
export function galleryRoutes(app: FastifyInstance, { pages, gallery }: GalleryRouteDeps): void {
  const config = { access: 'anyone' } as const;
  const byName = new Map([...gallery.values()].flat().map((page) => [page.name, page]));

  app.get('/dev/gallery', { config }, async (request, reply) =>
    sendPage(reply, galleryIndexPage(pages.plainContextOf(request), gallery)),
  );

  app.get<{ Params: { name: string } }>('/dev/gallery/:name', { config }, async (request, reply) => {
    const page = byName.get(request.params.name);
    if (!page) throw new Problem('not_found');
    const isSignedIn = /^\/(dashboard|account\/(?!deleted)|confirm-identity)/.test(page.at);
    const context = {
      ...pages.plainContextOf(request),
      path: page.at,
      person: isSignedIn ? ROBIN : undefined,
    };
    return sendPage(reply, await page.show(context));
  });
}
