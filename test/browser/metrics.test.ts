import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Device, openDevice, sharedChromium } from '#test/support/chromium.ts';
import { anAccount } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('the page of metrics, in a browser', () => {
  let service: TestService;
  let browser: Browser;
  before(async () => {
    [service, browser] = await Promise.all([prepareService(), sharedChromium()]);
    await service.start();
  });
  after(async () => {
    await service?.remove();
  });

  /** As it stands in the table: what was counted since the start. */
  const madeOn = async (page: Page): Promise<number> => {
    const row = page.getByRole('row', { name: /Accounts made/ });
    return Number(await row.getByRole('cell').last().innerText());
  };

  for (const javaScriptEnabled of [true, false]) {
    describe(`the page of metrics with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
      let device: Device;
      let page: Page;
      before(async () => {
        device = await openDevice(browser, service, { javaScriptEnabled });
        page = await device.context.newPage();
        await page.goto('/dev/metrics');
      });
      after(() => device?.close());

      it('shows what happens, by itself or with the link', async () => {
        const before = await madeOn(page);
        await anAccount(service);
        const deadline = Date.now() + 30_000;
        while ((await madeOn(page)) !== before + 1) {
          assert.ok(Date.now() < deadline, 'the account does not show');
          if (!javaScriptEnabled) await page.getByRole('link', { name: 'Refresh' }).click();
          await page.waitForTimeout(200);
        }
        // Since the browser draws what is in the path: a chart that moved is not empty.
        const paths = await page.locator('section svg[role=img] path[class^=stroke]').count();
        assert.ok(paths > 20);
      });

      it('can be held still where it moves', async () => {
        const pause = page.locator('[data-live-pause]');
        assert.equal(await pause.isVisible(), javaScriptEnabled);
        if (!javaScriptEnabled) return;
        await pause.click();
        const before = await madeOn(page);
        await anAccount(service);
        await page.waitForTimeout(4_500);
        assert.equal(await madeOn(page), before);
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByRole('row', { name: new RegExp(`Accounts made.* ${before + 1}$`) }).waitFor();
      });
    });
  }
});
