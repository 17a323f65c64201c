import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openDevice, sharedChromium } from '#test/support/chromium.ts';
import { anAccount } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('a form that sends itself', () => {
  let service: TestService;
  let browser: Browser;
  before(async () => {
    [service, browser] = await Promise.all([prepareService(), sharedChromium()]);
    await service.start();
  });
  after(async () => {
    await service?.remove();
  });

  it('is sent once when Enter follows the sixth digit: a second one would lose the answer to the first', async () => {
    const account = await anAccount(service);
    const device = await openDevice(browser, service, { javaScriptEnabled: true });
    const page = await device.context.newPage();
    await page.goto('/sign-in?returnTo=/account/second-factor/set-up');
    await page.getByLabel('Email address').fill(account.email);
    await page.getByLabel('Password', { exact: true }).fill(account.password);
    await page.keyboard.press('Enter');
    const code = page.getByRole('textbox', { name: /code/i });
    await code.waitFor();

    let posts = 0;
    await page.route('**/set-up', async (route) => {
      if (route.request().method() === 'POST') {
        posts += 1;
        await pause(300);
      }
      await route.continue();
    });
    await code.pressSequentially('000000');
    await page.keyboard.press('Enter');
    await page.getByText('This code is not valid').first().waitFor();
    assert.equal(posts, 1);
    await device.close();
  });
});
