import type { Assets } from '#web/assets.ts';
import type { Brand } from '#web/brand.ts';
import { brandIcon, brandMark, hiddenField } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { LANGUAGES, type Language, wordsOf } from '#web/language.ts';
import { scriptWords } from '#web/script-words.ts';
import { de } from './layout.words.de.ts';
import { en } from './layout.words.en.ts';

export type PageContext = {
  language: Language;
  brand: Brand;
  assets: Assets;
  person?: { firstName: string; email: string } | undefined;
  path: string;
  /** Where this page can be seen again: the language switch comes back to it. */
  here: string;
  mailboxUrl?: string | undefined;
};

export type LayoutProps = {
  title: string;
  main: Html;
  wide?: boolean | undefined;
  /** What stands on it is gone with the page, so nothing on it loads it again. */
  isShownOnce?: boolean | undefined;
};

const PLACES = [
  { name: 'overview', href: '/dashboard', covers: ['/dashboard'] },
  {
    name: 'security',
    href: '/account/second-factor',
    covers: ['/account/second-factor', '/account/password'],
  },
  { name: 'devices', href: '/account/sessions', covers: ['/account/sessions'] },
  { name: 'activity', href: '/account/activity', covers: ['/account/activity'] },
  {
    name: 'profile',
    href: '/account/profile',
    covers: ['/account/profile', '/account/export', '/account/delete'],
  },
] as const;

export function layout(context: PageContext, { title, main, wide, isShownOnce }: LayoutProps): Html {
  const say = wordsOf(context, { en, de });
  return html`<!doctype html>
<html lang="${context.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${context.brand.name}</title>
<link rel="icon" href="${brandIcon(context.brand)}">
<link rel="stylesheet" href="${context.assets.stylesheet}">
${context.brand.stylesheet && html`<link rel="stylesheet" href="${context.brand.stylesheet.path}">`}
<script type="module" src="${context.assets.script}"></script>
</head>
<body class="flex min-h-dvh flex-col" data-script-words="${JSON.stringify(scriptWords(context))}">
<a href="#main" class="skip-link">${say.skip}</a>
${context.person ? accountHeader(context, context.person.email) : brandHeader(context)}
<main id="main" tabindex="-1" class="mx-auto w-full grow px-4 pb-12 outline-none ${wide ? 'max-w-4xl' : 'max-w-[27rem]'} ${context.person ? 'pt-8' : 'pt-2'}">
${main}
</main>
<footer class="px-4 pb-8 text-center text-xs text-muted print:hidden">
${context.brand.name}${context.mailboxUrl && html` · <a class="link" href="${context.mailboxUrl}">${say.localMailbox}</a> · <a class="link" href="/dev/metrics">${say.metrics}</a>`}
${!isShownOnce && languageSwitch(context)}
</footer>
</body>
</html>`;
}

function brandHeader({ brand }: PageContext): Html {
  return html`<header class="px-4 pb-6 pt-10 text-center sm:pt-16">
    <a href="/" class="inline-flex max-w-full items-center gap-2.5 rounded-md text-lg font-semibold tracking-tight">
      ${brandMark(brand)}
    </a>
  </header>`;
}

function accountHeader(context: PageContext, email: string): Html {
  const say = wordsOf(context, { en, de });
  return html`<header class="border-b border-line bg-surface print:hidden">
    <div class="mx-auto flex max-w-4xl items-center gap-4 px-4 pt-3">
      <a href="/dashboard" class="inline-flex min-w-0 items-center gap-2.5 rounded-md font-semibold tracking-tight">
        ${brandMark(context.brand)}
      </a>
      <span class="ml-auto hidden min-w-0 truncate text-sm text-muted sm:block">${email}</span>
      <form method="post" action="/sign-out" class="ml-auto shrink-0 sm:ml-0">
        <button type="submit" class="button button-quiet button-small">${say.signOut}</button>
      </form>
    </div>
    <nav aria-label="${say.account}" class="mx-auto max-w-4xl px-4">
      <ul class="flex flex-wrap justify-between gap-x-1 min-[26rem]:justify-start min-[26rem]:gap-x-6">${PLACES.map((place) => navigationItem(context, place))}</ul>
    </nav>
  </header>`;
}

function navigationItem(context: PageContext, { name, href, covers }: (typeof PLACES)[number]): Html {
  const { path } = context;
  const isHere = covers.some((start) => path === start || path.startsWith(`${start}/`));
  const look = isHere ? 'border-brand-ink text-ink' : 'border-transparent text-muted hover:text-ink';
  return html`<li><a href="${href}" ${isHere ? html`aria-current="page"` : ''} class="nav-link ${look}">${wordsOf(context, { en, de })[name]}</a></li>`;
}

/** A form, since a page of another site must not choose; buttons of its own, since it works without a script. */
function languageSwitch({ language, here }: PageContext): Html {
  return html`<form method="post" action="/language" class="mt-3 flex justify-center gap-4">
    ${hiddenField('here', here)}
    ${LANGUAGES.map((one) =>
      one === language
        ? html`<span lang="${one}" aria-current="true" class="py-1">${LANGUAGE_NAMES[one]}</span>`
        : html`<button type="submit" name="language" value="${one}" lang="${one}" class="link cursor-pointer py-1">${LANGUAGE_NAMES[one]}</button>`,
    )}
  </form>`;
}

const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' };
