import { pageHeading, textLink } from './components/components.ts';
import type { GalleryPage } from './gallery.ts';
import { type Html, html } from './html.ts';
import { layout, type PageContext } from './layout.ts';

/** For developers, so in English alone. */
export function galleryIndexPage(context: PageContext, groups: Map<string, readonly GalleryPage[]>): Html {
  const main = html`<div lang="en">
    ${pageHeading('Gallery', 'Every page in every state, with made-up people. Nothing here reads or changes anything.')}
    <div class="columns-1 gap-5 sm:columns-2 lg:columns-3">${[...groups].map(
      ([title, pages]) => html`<section class="card mb-5 break-inside-avoid p-5">
        <h2 class="mb-2 font-semibold tracking-tight">${title}</h2>
        <ul class="space-y-1 text-sm">${pages.map(({ name }) => html`<li>${textLink(name, `/dev/gallery/${name}`)}</li>`)}</ul>
      </section>`,
    )}</div>
  </div>`;
  return layout(context, { title: 'Gallery', main, wide: true });
}
