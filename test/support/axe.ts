import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe finds on a page as it stands, each with the markup it found it at. */
export async function violationsIn(page: Page, rules?: string[]): Promise<string[]> {
  // Buttons fade from one scheme into the other, and half-way is no contrast to measure.
  await page.evaluate('document.getAnimations().forEach((animation) => animation.finish())');
  if (!(await page.evaluate<boolean>('"axe" in window'))) await load(page);
  return page.evaluate(`(${LOOK})(${JSON.stringify(rules ?? null)})`);
}

/** Half a megabyte, which takes longer to load than it then takes to look; handed over like this the browser compiles it once. */
async function load(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  await session.detach();
}

const LOOK = `async (rules) => {
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const { violations } = await axe.run(document, options);
  return violations.map(({ id, nodes }) => id + ': ' + nodes[0].html);
}`;

/** All that a change of colours alone can break. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** All that other words can break in the same markup. */
export const WORD_RULES = [
  'button-name',
  'document-title',
  'empty-heading',
  'html-lang-valid',
  'input-button-name',
  'label',
  'label-content-name-mismatch',
  'link-name',
  'role-img-alt',
  'valid-lang',
];

/**
 * The same of many pages, each put in the place of the one before: axe is loaded once, by `violationsIn` of the page that is open,
 * instead of once a page. Their scripts do not run. Without any rules: whether they are there, and no wider than the window.
 */
export function violationsAt(
  page: Page,
  paths: string[],
  { language, rules }: { language: string; rules?: string[] },
): Promise<string[]> {
  return page.evaluate(`(${LOOK_AT})(${JSON.stringify({ paths, language, rules })})`);
}

const LOOK_AT = `async ({ paths, language, rules }) => {
  const found = [];
  for (const path of paths) {
    const answer = await fetch(path, { headers: { accept: 'text/html', 'accept-language': language } });
    const shown = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.title = shown.title;
    document.documentElement.lang = shown.documentElement.lang;
    document.body.replaceWith(shown.body);
    if (!answer.ok || shown.documentElement.lang !== language) found.push(path + ' is not there');
    if (document.documentElement.scrollWidth > innerWidth) found.push(path + ' is wider than its window');
    if (rules?.length === 0) continue;
    const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
    const { violations } = await axe.run(document, options);
    for (const { id, nodes } of violations) found.push(path + ' ' + id + ': ' + nodes[0].html);
  }
  return found;
}`;
