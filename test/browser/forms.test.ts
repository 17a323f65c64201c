import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { type Device, likeAPerson, openDevice, sharedChromium } from '#test/support/chromium.ts';
import { type Account, anAccount, turnOnTotp } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('forms, in a browser', () => {
  let service: TestService;
  let browser: Browser;
  before(async () => {
    [service, browser] = await Promise.all([prepareService(), sharedChromium()]);
    await service.start();
  });
  after(async () => {
    await service?.remove();
  });

  describe('the first visit to the sign-in page', () => {
    it('asks for three files of 30 kB together, compressed, and for none of them when typing', async () => {
      const device = await openDevice(browser, service);
      const bodies: Promise<Buffer>[] = [];
      device.context.on('response', (response) => {
        if (!response.url().startsWith('data:')) bodies.push(response.body());
      });
      const page = await device.context.newPage();
      await page.goto('/sign-in', { waitUntil: 'networkidle' });
      const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
      assert.equal(sizes.length, 3);
      assert.ok(sizes.reduce((sum, size) => sum + size) <= 30_000, sizes.join());
      await page.getByLabel('Password', { exact: true }).fill('a phrase that is not measured here');
      await page.getByRole('button', { name: 'Show password' }).click();
      await page.waitForLoadState('networkidle');
      assert.equal(bodies.length, 3);
      await device.close();
    });
  });

  describe('choosing a password, with a script', () => {
    let device: Device;
    let page: Page;
    const said = () => page.locator('[data-strength-words]');
    const choose = async (password: string, words: RegExp) => {
      await page.getByLabel('Password', { exact: true }).fill(password);
      await said().filter({ hasText: words }).waitFor({ state: 'attached' });
    };
    before(async () => {
      device = await openDevice(browser, service);
      page = await device.context.newPage();
    });
    after(() => device?.close());

    it('fetches what it measures by only once somebody is about to choose', async () => {
      const fetched: string[] = [];
      page.on('request', (request) => fetched.push(request.url()));
      await page.goto('/sign-up', { waitUntil: 'networkidle' });
      assert.ok(!fetched.some((url) => url.includes('estimate-strength')));
      assert.equal(await said().textContent(), '');
      const dictionary = page.waitForResponse(/estimate-strength/);
      await page.getByLabel('Password', { exact: true }).focus();
      assert.equal((await dictionary).status(), 200);
    });

    it('says what is missing by the rules of the service, and how strong the rest is', async () => {
      await page.getByLabel('First name').fill('Leopoldine');
      await page.getByLabel('Email address').fill('quartermaster@example.org');
      await choose('12345', /^Very weak\. At least 8 characters\.$/);
      await choose('leopoldine99', /^(Very weak|Weak)\. Without your name, address and our name too little/);
      await choose('quartermaster', /Without your name, address and our name too little/);
      await choose('qwertyuiop', /This password is on lists that guessers try first/);
      await choose('velvet otter climbs a quiet mast', /^Strong\.$/);
      assert.equal(await said().getAttribute('aria-live'), 'polite');
      await choose('', /^$/);
    });

    it('only advises: a password that it calls weak is sent', async () => {
      await page.getByLabel('Last name').fill('Example');
      await choose('zxzxzxzxzx1', /^Weak\.$/);
      await likeAPerson(page);
      await page.getByRole('button', { name: 'Sign up' }).click();
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    });
  });

  for (const [locale, first, words] of [
    ['en-GB', 'Email address', 'Enter an email address such as name@example.org.'],
    ['de-DE', undefined, 'Geben Sie eine E-Mail-Adresse wie name@example.org ein.'],
  ] as const) {
    describe(`leaving a field of a form (${locale})`, () => {
      let device: Device;
      let page: Page;
      before(async () => {
        device = await openDevice(browser, service, { locale });
        page = await device.context.newPage();
        await page.goto('/sign-up');
      });
      after(() => device?.close());
      const field = () => (first ? page.getByLabel(first) : page.locator('#email'));
      const message = () => page.locator('#email-error');

      it('says nothing while it is typed for the first time, nor when it is only passed through', async () => {
        await page.locator('#firstName').focus();
        await field().focus();
        assert.equal(await page.locator('.field-error').count(), 0);
        await page.keyboard.type('nonsense');
        assert.equal(await message().count(), 0);
      });

      it('says what is wrong once it is left, tied to the field, in the words of the service', async () => {
        await page.keyboard.press('Tab');
        assert.equal(await message().textContent(), words);
        assert.equal(await field().getAttribute('aria-invalid'), 'true');
        assert.match((await field().getAttribute('aria-describedby')) ?? '', /email-error/);
        await likeAPerson(page);
        await page.locator('main form button[type=submit]').click();
        await page.locator('#form-problem').waitFor();
        assert.equal(await message().textContent(), words);
      });

      it('takes it back as soon as it is mended, the message of the service too', async () => {
        await field().fill('somebody@example.org');
        assert.equal(await message().count(), 0);
        assert.equal(await field().getAttribute('aria-invalid'), null);
        assert.equal(await field().getAttribute('aria-describedby'), null);
      });
    });
  }

  describe('a code from the app, pasted', () => {
    let account: Account;
    before(async () => {
      account = await anAccount(service);
      await turnOnTotp(account);
    });

    it('is sent by itself, blanks around and between notwithstanding', async () => {
      const device = await openDevice(browser, service);
      const page = await device.context.newPage();
      await page.goto('/sign-in');
      await page.getByLabel('Email address').fill(account.email);
      await page.getByLabel('Password', { exact: true }).fill(account.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      const sent = page.waitForRequest(
        (request) => request.method() === 'POST' && request.url().endsWith('/sign-in/second-factor'),
      );
      await page.getByLabel('Code from your app').focus();
      await page.keyboard.insertText('  123 456 ');
      assert.match((await sent).postData() ?? '', /(^|&)code=123456(&|$)/);
      await page.locator('#form-problem').waitFor();
      await device.close();
    });
  });

  for (const javaScriptEnabled of [true, false]) {
    describe(`taking one's data and leaving, with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
      let account: Account;
      let device: Device;
      let page: Page;
      before(async () => {
        account = await anAccount(service);
        device = await openDevice(browser, service, { javaScriptEnabled });
        const cookies = [...account.client.cookies].map(([name, value]) => ({
          name,
          value,
          url: service.url,
        }));
        await device.context.addCookies(cookies);
        page = await device.context.newPage();
      });
      after(() => device?.close());

      it('saves a file with what is held about the person', async () => {
        await page.goto('/account/export');
        const download = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Download' }).click();
        const file = await download;
        assert.match(file.suggestedFilename(), /^account-\d{4}-\d\d-\d\d\.json$/);
        const parts: Buffer[] = [];
        for await (const part of await file.createReadStream()) parts.push(part);
        assert.equal(JSON.parse(Buffer.concat(parts).toString()).account.email, account.email);
      });

      it('deletes the account by the keyboard, with the address typed', async () => {
        await page.goto('/account/delete');
        await page.getByLabel('Type your email address to confirm').focus();
        await page.keyboard.type('somebody.else@example.org');
        await page.keyboard.press('Enter');
        await page.locator('#form-problem').waitFor();
        await page.getByLabel('Type your email address to confirm').fill(account.email);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Your account is deleted' }).waitFor();
        await page.goto('/dashboard');
        await page.waitForURL('**/sign-in?returnTo=%2Fdashboard');
      });
    });
  }
});
