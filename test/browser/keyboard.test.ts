import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Device, openDevice, sharedChromium } from '#test/support/chromium.ts';
import { type Account, anAccount } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('without a mouse', () => {
  let service: TestService;
  let browser: Browser;
  let account: Account;
  before(async () => {
    [service, browser] = await Promise.all([prepareService(), sharedChromium()]);
    await service.start();
    account = await anAccount(service);
  });
  after(async () => {
    await service?.remove();
  });

  for (const javaScriptEnabled of [true, false]) {
    describe(`with the keyboard alone and JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
      let device: Device;
      let page: Page;
      before(async () => {
        device = await openDevice(browser, service, { javaScriptEnabled });
        page = await device.context.newPage();
      });
      after(() => device?.close());

      it('an error summary takes the focus, and each line of it leads to its field', async () => {
        await page.goto('/sign-up');
        await tabTo('button', 'Sign up');
        await page.keyboard.press('Enter');
        await page.locator('#form-problem').waitFor();
        assert.equal(await idInFocus(), 'form-problem');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        // Chromium moves to what a link leads to, and goes on from there.
        const focused = await idInFocus();
        assert.ok(['firstName', 'lastName'].includes(focused), focused);
      });

      it('the message of a mistake is read out with its field', async () => {
        const field = page.getByLabel('First name');
        assert.equal(await field.getAttribute('aria-invalid'), 'true');
        const described = await field.getAttribute('aria-describedby');
        assert.equal(await page.locator(`#${described}`).innerText(), 'Please fill this in.');
      });

      it('a person signs in, each stop on the way visibly in focus', async () => {
        await page.goto('/sign-in');
        await page.locator('#email:focus').waitFor();
        assert.equal(await idInFocus(), 'email');
        await page.keyboard.type(account.email);
        await tabTo('input', 'password');
        await page.keyboard.type(account.password);
        await tabTo('button', 'Sign in');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 1, name: 'Hello, Robin' }).waitFor();
      });

      it('a skip link comes first, is seen only in focus, and leads past the navigation', async () => {
        const skipLink = page.getByRole('link', { name: 'Skip to the content' });
        const hidden = await skipLink.boundingBox();
        assert.ok(hidden && hidden.width <= 1, JSON.stringify(hidden));
        await page.keyboard.press('Tab');
        assert.equal(await inFocus('textContent'), 'Skip to the content');
        const seen = await skipLink.boundingBox();
        assert.ok(seen && seen.width > 100 && seen.y >= 0, JSON.stringify(seen));
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate('document.activeElement.closest("main") !== null'), true);
      });

      it('a wrong password puts the cursor back into the password field, tied to the message', async () => {
        await device.context.clearCookies();
        await page.goto('/sign-in');
        await page.locator('#email:focus').waitFor();
        await page.keyboard.type('nobody@example.org');
        await tabTo('input', 'password');
        await page.keyboard.type('a wrong password');
        await page.keyboard.press('Enter');
        await page.locator('#form-problem').waitFor();
        assert.equal(await idInFocus(), 'password');
        assert.match((await inFocus('getAttribute("aria-describedby")')) ?? '', /form-problem/);
      });

      const inFocus = (member: string) => page.evaluate<string>(`document.activeElement.${member}`);
      const idInFocus = () => inFocus('id');

      /** Goes on until the control is reached; every stop must show where one is. */
      async function tabTo(tag: 'button' | 'input', nameOrText: string): Promise<void> {
        let before = '';
        for (let stops = 0; stops < 40; stops += 1) {
          await page.keyboard.press('Tab');
          const stop = await inFocus('outerHTML');
          // The parts of a date field are stops of their own, and the browser's to mark.
          if (stop === before) continue;
          before = stop;
          const isVisible =
            'getComputedStyle(document.activeElement).outlineStyle !== "none" && document.activeElement.matches(":focus-visible")';
          assert.equal(await page.evaluate(isVisible), true, stop);
          const own = await inFocus(tag === 'button' ? 'textContent.trim()' : 'name');
          if ((await inFocus('localName')) === tag && own === nameOrText) return;
        }
        throw new Error(`no ${tag} "${nameOrText}" on the way`);
      }
    });
  }
});
