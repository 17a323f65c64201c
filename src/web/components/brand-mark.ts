import type { Brand } from '#web/brand.ts';
import { type Html, html } from '#web/html.ts';

/** Mark and name, or the operator's logo: beside the name where it is a sign, for it where it is a word. */
export function brandMark({ name, logo }: Brand): Html {
  const words = html`<span class="truncate">${name}</span>`;
  if (!logo) return html`${ownMark}${words}`;
  const { path, image, isWordmark } = logo;
  // Both numbers stand there before the image does, so nothing moves when it comes.
  return html`<img src="${path}" width="${image.width}" height="${image.height}" alt="${isWordmark ? name : ''}"
    class="h-7 w-auto max-w-48 shrink-0 object-contain">${!isWordmark && words}`;
}

const ownMark = html`<svg class="size-7 shrink-0" viewBox="0 0 24 24" aria-hidden="true">
    <rect class="fill-brand" width="24" height="24" rx="6" />
    <g fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round">
      <circle cx="9" cy="12" r="3" /><path d="M12 12h6m-2 0v3" />
    </g>
  </svg>`;

/** The same mark as a data: icon costs no request, and the policy's img-src allows it. */
export function brandIcon({ logo, tones }: Brand): string {
  if (logo && !logo.isWordmark) return logo.path;
  const fill = encodeURIComponent(tones.light.fill);
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='${fill}'/%3E%3Cg fill='none' stroke='%23fff' stroke-width='2' stroke-linecap='round'%3E%3Ccircle cx='9' cy='12' r='3'/%3E%3Cpath d='M12 12h6m-2 0v3'/%3E%3C/g%3E%3C/svg%3E`;
}
