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
