import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Color, colorText, parseColor } from '#platform/contrast.ts';
import { parseConfig } from '#src/config.ts';
import { COLOUR_RULES, violationsIn } from '#test/support/axe.ts';
import { makeBrandFiles } from '#test/support/brand-files.ts';
import { type Device, openDevice, sharedChromium } from '#test/support/chromium.ts';
import { portOf, prepareService, type TestService } from '#test/support/service.ts';
import { brandTones, GROUNDS } from '#web/brand-tones.ts';
import { createMails } from '#web/mails.ts';

/** Whoever chose this colour could read none of the words on it, nor any in it. */
const BRIGHT: Color = [255, 230, 0];

describe('pages in an operator’s own name, colour and logo', () => {
  let strangersAsked = 0;
  const stranger = createServer((_request, answer) => {
    strangersAsked += 1;
    answer.end();
  });
  let files: ReturnType<typeof makeBrandFiles>;
  let service: TestService;
  let browser: Browser;
  let device: Device;
  let page: Page;
  before(async () => {
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    files = makeBrandFiles(`http://127.0.0.1:${portOf(stranger)}`);
    [service, browser] = await Promise.all([
      prepareService({
        BRAND_NAME: 'Nordlicht',
        BRAND_COLOR: colorText(BRIGHT),
        BRAND_LOGO: files.hostileSvg,
      }),
      sharedChromium(),
    ]);
    await service.start();
    device = await openDevice(browser, service, { reducedMotion: 'reduce' });
    page = await device.context.newPage();
  });
  after(async () => {
    await device?.close();
    await service?.remove();
    files?.remove();
    stranger.close();
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`can be read in ${scheme}`, async () => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto('/sign-in');
      assert.deepEqual(await violationsIn(page), []);
      const color = await page.evaluate(
        "getComputedStyle(document.querySelector('button.button-main')).backgroundColor",
      );
      assert.equal(color, `rgb(${parseColor(brandTones(BRIGHT)[scheme].fill)?.join(', ')})`);
    });
  }

  it('have mails that can be read in light and dark', async () => {
    const { brand } = parseConfig({ BRAND_COLOR: colorText(BRIGHT), BRAND_LOGO: files.png });
    const action = { label: 'Bestätigen', path: '/verify-email?token=none' };
    const words = {
      subject: 'Adresse bestätigen',
      paragraphs: ['Ein Klick, fertig.'],
      action,
      footer: 'Warum',
    };
    const mail = createMails({ brand, publicUrl: service.url }).compose({ language: 'de' }, words);
    // Not in a page of ours, whose policy refuses what mails are made of.
    const reader = await browser.newPage();
    for (const colorScheme of ['light', 'dark'] as const) {
      await reader.emulateMedia({ colorScheme });
      await reader.setContent(mail.html);
      const body = await reader.evaluate('getComputedStyle(document.body).backgroundColor');
      assert.equal(body, `rgb(${parseColor(GROUNDS[colorScheme].canvas)?.join(', ')})`);
      assert.deepEqual(
        await violationsIn(reader, [...COLOUR_RULES, 'image-alt', 'link-name', 'html-has-lang']),
        [],
      );
    }
    await reader.close();
  });

  it('show the logo, and whatever else is in its file does nothing', async () => {
    await page.goto('/sign-in');
    const path = (await page.getByRole('img', { name: 'Nordlicht' }).getAttribute('src')) ?? '';
    assert.ok(
      Number(await page.evaluate('document.images[0].complete && document.images[0].naturalWidth')) > 0,
    );
    assert.deepEqual(device.troubles, []);
    await page.goto(path);
    assert.notEqual(await page.title(), 'taken over');
    assert.equal(strangersAsked, 0);
    // The browser says what it refused.
    assert.ok(device.troubles.splice(0).length > 0);
  });
});
