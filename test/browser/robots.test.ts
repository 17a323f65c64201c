import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { openDevice, openWholeChromium, sharedChromium } from '#test/support/chromium.ts';
import { createHttpClient } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

const TRAP = '[aria-hidden=true] input[tabindex="-1"]';
/** All that an address book could know about somebody. */
const ADDRESS = {
  NAME_FULL: 'Robin Example',
  NAME_FIRST: 'Robin',
  NAME_LAST: 'Example',
  EMAIL_ADDRESS: 'robin@example.org',
  COMPANY_NAME: 'Example Works',
  ADDRESS_HOME_STREET_ADDRESS: '1 Main Street',
  ADDRESS_HOME_LINE1: '1 Main Street',
  ADDRESS_HOME_CITY: 'Lisbon',
  ADDRESS_HOME_ZIP: '1000',
  ADDRESS_HOME_COUNTRY: 'PT',
  PHONE_HOME_WHOLE_NUMBER: '+351210000000',
};

describe('robots at the forms', () => {
  let service: TestService;
  let browser: Browser;
  before(async () => {
    [service, browser] = await Promise.all([
      prepareService({ LIMIT_SUSPICION_FAILURES: '3', LIMIT_SIGN_IN_CLIENT_FREE: '1000' }),
      sharedChromium(),
    ]);
    await service.start();
  });
  after(async () => {
    assert.equal(await service?.end(), 0);
    await service.remove();
  });

  describe('the field that no person sees', () => {
    it('is left alone by the autofill of Chromium, which fills in the rest', async () => {
      await using whole = await openWholeChromium();
      const device = await openDevice(whole, service);
      const page = await device.context.newPage();
      await page.goto('/sign-up');
      await autofill(page, '#firstName');
      assert.equal(await page.getByLabel('First name').inputValue(), 'Robin');
      assert.equal(await page.getByLabel('Email address').inputValue(), 'robin@example.org');
      assert.equal(await page.locator(TRAP).inputValue(), '');
      await device.close();
    });

    it('is neither seen, nor reached by the keyboard, nor read aloud', async () => {
      const device = await openDevice(browser, service);
      const page = await device.context.newPage();
      for (const path of ['/sign-up', '/sign-in', '/forgot-password']) {
        await page.goto(path);
        const trap = page.locator(TRAP);
        const box = await trap.boundingBox();
        const clip = await trap.locator('..').boundingBox();
        assert.ok(box && clip && clip.width <= 1 && clip.height <= 1, path);
        assert.ok(!(await page.locator('body').ariaSnapshot()).includes('Leave this field empty'), path);
        for (let steps = 0; steps < 15; steps += 1) {
          await page.keyboard.press('Tab');
          assert.equal(await trap.evaluate((field) => field.matches(':focus')), false, path);
        }
      }
      await device.close();
    });
  });

  describe('while robots try passwords', () => {
    before(async () => {
      const robot = createHttpClient(service);
      for (let guess = 0; guess < 6; guess += 1)
        await robot.json('POST', '/sign-in', {
          email: `listed-${guess}@example.org`,
          password: 'a listed one',
        });
      while (!(await (await fetch(`${service.url}/sign-in`)).text()).includes('data-proof-of-work'))
        await pause(100);
    });

    it('the browser does its work while a person types, and nothing is asked twice', async () => {
      const device = await openDevice(browser, service);
      const page = await device.context.newPage();
      await page.goto('/sign-in');
      await typeIn(page);
      // At once, perhaps before the work is done: the form goes out when it is.
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Email address or password is wrong.').waitFor();
      await device.close();
    });

    it('a browser without scripts is told to wait instead, and what was typed stays', async () => {
      const device = await openDevice(browser, service, { javaScriptEnabled: false });
      const page = await device.context.newPage();
      await page.goto('/sign-in');
      await page.getByText('please wait 30 seconds before you send this form').waitFor();
      await typeIn(page);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Robots are trying passwords here').first().waitFor();
      assert.equal(await page.getByLabel('Email address').inputValue(), 'robin@example.org');
      await device.close();
    });
  });

  async function typeIn(page: Page): Promise<void> {
    await page.getByLabel('Email address').fill('robin@example.org');
    await page.getByLabel('Password', { exact: true }).fill('some phrase or other');
  }

  /** What "fill in my address" of the browser's menu does, with everything that it could know. */
  async function autofill(page: Page, selector: string): Promise<void> {
    const protocol = await page.context().newCDPSession(page);
    const { root } = await protocol.send('DOM.getDocument');
    const { nodeId } = await protocol.send('DOM.querySelector', { nodeId: root.nodeId, selector });
    const { node } = await protocol.send('DOM.describeNode', { nodeId });
    const { frameTree } = await protocol.send('Page.getFrameTree');
    await protocol.send('Autofill.enable');
    await protocol.send('Autofill.trigger', {
      fieldId: node.backendNodeId,
      frameId: frameTree.frame.id,
      address: { fields: Object.entries(ADDRESS).map(([name, value]) => ({ name, value })) },
    });
  }
});
