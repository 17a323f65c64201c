import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { gallery } from '#src/gallery.ts';
import { COLOUR_RULES, violationsAt, violationsIn, WORD_RULES } from '#test/support/axe.ts';
import { type Device, openDevice, sharedChromium } from '#test/support/chromium.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('every page in every state', () => {
  const paths = [...gallery.values()].flat().map(({ name }) => `/dev/gallery/${name}`);
  let service: TestService;
  let browser: Browser;
  let device: Device;
  let page: Page;
  before(async () => {
    [service, browser] = await Promise.all([prepareService(), sharedChromium()]);
    await service.start();
    device = await openDevice(browser, service, { reducedMotion: 'reduce' });
    page = await device.context.newPage();
    await page.goto('/dev/gallery');
  });
  after(async () => {
    await device?.close();
    await service?.remove();
  });

  it('can be reached from one page, which is accessible itself', async () => {
    const links: string[] = await page.locator('main li a').evaluateAll((each) => each.map(String));
    assert.deepEqual(links.map((link) => new URL(link).pathname).sort(), paths.toSorted());
    assert.deepEqual(await violationsIn(page), []);
  });

  it('is accessible', async () => {
    assert.deepEqual(await violationsAt(page, paths, { language: 'en' }), []);
  });

  it('has enough contrast in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await violationsAt(page, paths, { language: 'en', rules: COLOUR_RULES }), []);
  });

  it('fits 320 pixels', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    assert.deepEqual(await violationsAt(page, paths, { language: 'en', rules: [] }), []);
  });

  it('fits 320 pixels in other words, which still say what everything is', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    assert.deepEqual(await violationsAt(page, paths, { language: 'de', rules: WORD_RULES }), []);
  });
});
