// The README's pictures into docs/images, from /dev/gallery. `npm run screenshots -- FOLDER [WORD …]` takes every page whose name
// contains one of the words, in both schemes and languages, narrow and wide, into FOLDER: to be looked at, not to be kept.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { gallery } from '../src/gallery.ts';
import { openChromium } from '../test/support/chromium.ts';
import { findPrograms } from '../test/support/servers/programs.ts';
import { prepareService } from '../test/support/service.ts';

/** Each page and how wide its picture is. */
const README = [
  { name: 'sign-in', width: 560 },
  { name: 'sign-up-filled', width: 560, file: 'sign-up' },
  { name: 'second-factor', width: 560 },
  { name: 'dashboard', width: 960 },
  { name: 'set-up', width: 560, file: 'second-factor-set-up' },
];
const VIEWS: (BrowserContextOptions & { width: number; name: string })[] = [
  { name: 'light-wide', width: 1_280, colorScheme: 'light', locale: 'en' },
  { name: 'dark-wide-de', width: 1_280, colorScheme: 'dark', locale: 'de' },
  { name: 'light-320-de', width: 320, colorScheme: 'light', locale: 'de' },
  { name: 'dark-390', width: 390, colorScheme: 'dark', locale: 'en' },
];

const [folder, ...words] = process.argv.slice(2);
process.env.CHROMIUM_PATH ??= findPrograms().chromium ?? '';
const service = await prepareService();
const browser = await openChromium();
try {
  await service.start();
  await (folder ? takeAll(browser, folder) : takeForReadme(browser));
} finally {
  await browser.close();
  await service.remove();
}

async function takeForReadme(from: Browser): Promise<void> {
  const images = resolve(import.meta.dirname, '../docs/images');
  for (const { name, width, file = name } of README)
    await take(from, [name], { width, locale: 'en' }, () => join(images, `${file}.png`));
}

async function takeAll(from: Browser, into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  const names = [...gallery.values()].flat().map(({ name }) => name);
  const chosen = names.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  for (const view of VIEWS) await take(from, chosen, view, (name) => join(into, `${name}.${view.name}.png`));
}

async function take(
  from: Browser,
  names: readonly string[],
  { width, ...options }: BrowserContextOptions & { width: number },
  pathOf: (name: string) => string,
): Promise<void> {
  const context = await from.newContext({
    baseURL: service.url,
    viewport: { width, height: 400 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  for (const name of names) {
    await page.goto(`/dev/gallery/${name}`);
    // The foot of this very service, with its mailbox, is no part of what others will see.
    await page.evaluate("document.activeElement.blur(); document.querySelector('footer').remove()");
    await page.screenshot({ path: pathOf(name), fullPage: true, animations: 'disabled' });
  }
  await context.close();
}
