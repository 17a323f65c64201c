import type { Assets } from '#web/assets.ts';
import { brandMark } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';

export type PageContext = {
  brandName: string;
  assets: Assets;
  person?: { firstName: string; email: string } | undefined;
  path: string;
  mailboxUrl?: string | undefined;
};

export type LayoutProps = { title: string; main: Html; wide?: boolean | undefined };

const places = [
  { label: 'Overview', href: '/dashboard', covers: ['/dashboard'] },
  {
    label: 'Security',
    href: '/account/second-factor',
    covers: ['/account/second-factor', '/account/password'],
  },
  { label: 'Devices', href: '/account/sessions', covers: ['/account/sessions'] },
  { label: 'Activity', href: '/account/activity', covers: ['/account/activity'] },
  { label: 'Profile', href: '/account/profile', covers: ['/account/profile'] },
];

// A data: icon costs no request and the policy's img-src allows it.
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%232f5bd3'/%3E%3Cg fill='none' stroke='%23fff' stroke-width='2' stroke-linecap='round'%3E%3Ccircle cx='9' cy='12' r='3'/%3E%3Cpath d='M12 12h6m-2 0v3'/%3E%3C/g%3E%3C/svg%3E";

export function layout(context: PageContext, { title, main, wide }: LayoutProps): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${context.brandName}</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${context.assets.stylesheet}">
<script type="module" src="${context.assets.script}"></script>
</head>
<body class="flex min-h-dvh flex-col">
<a href="#main" class="skip-link">Skip to the content</a>
${context.person ? accountHeader(context, context.person.email) : brandHeader(context)}
<main id="main" tabindex="-1" class="mx-auto w-full grow px-4 pb-12 outline-none ${wide ? 'max-w-4xl' : 'max-w-[27rem]'} ${context.person ? 'pt-8' : 'pt-2'}">
${main}
</main>
<footer class="px-4 pb-8 text-center text-xs text-muted print:hidden">
${context.brandName}${context.mailboxUrl && html` · <a class="link" href="${context.mailboxUrl}">Local mailbox</a>`}
</footer>
</body>
</html>`;
}

function brandHeader({ brandName }: PageContext): Html {
  return html`<header class="px-4 pb-6 pt-10 text-center sm:pt-16">
    <a href="/" class="inline-flex items-center gap-2.5 rounded-md text-lg font-semibold tracking-tight">
      ${brandMark()}${brandName}
    </a>
  </header>`;
}

function accountHeader({ brandName, path }: PageContext, email: string): Html {
  return html`<header class="border-b border-line bg-surface print:hidden">
    <div class="mx-auto flex max-w-4xl items-center gap-4 px-4 pt-3">
      <a href="/dashboard" class="inline-flex min-w-0 items-center gap-2.5 rounded-md font-semibold tracking-tight">
        ${brandMark()}<span class="truncate">${brandName}</span>
      </a>
      <span class="ml-auto hidden min-w-0 truncate text-sm text-muted sm:block">${email}</span>
      <form method="post" action="/sign-out" class="ml-auto shrink-0 sm:ml-0">
        <button type="submit" class="button button-quiet button-small">Sign out</button>
      </form>
    </div>
    <nav aria-label="Account" class="mx-auto max-w-4xl overflow-x-auto px-4">
      <ul class="flex justify-between gap-x-2 min-[26rem]:justify-start min-[26rem]:gap-x-6">${places.map((place) => navigationItem(place, path))}</ul>
    </nav>
  </header>`;
}

function navigationItem({ label, href, covers }: (typeof places)[number], path: string): Html {
  const isHere = covers.some((start) => path === start || path.startsWith(`${start}/`));
  const look = isHere ? 'border-brand-ink text-ink' : 'border-transparent text-muted hover:text-ink';
  return html`<li><a href="${href}" ${isHere ? html`aria-current="page"` : ''} class="nav-link ${look}">${label}</a></li>`;
}
