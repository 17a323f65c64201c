import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds on a page as it stands, each with the markup it found it at. */
export async function violationsIn(page: Page, rules?: string[]): Promise<string[]> {
  // Buttons fade from one scheme into the other, and half-way is no contrast to measure.
  await page.evaluate('document.getAnimations().forEach((animation) => animation.finish())');
  // No frames here, so axe needs no page of its own to gather results in.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? builder.withRules(rules) : builder).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

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
 * instead of once a page. Their scripts do not run.
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
    const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
    const { violations } = await axe.run(document, options);
    for (const { id, nodes } of violations) found.push(path + ' ' + id + ': ' + nodes[0].html);
  }
  return found;
}`;
