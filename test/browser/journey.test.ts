import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Device, likeAPerson, openDevice, sharedChromium } from '#test/support/chromium.ts';
import { codeNow, untilStepHas } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('from sign-up to recovery', () => {
  let service: TestService;
  let browser: Browser;
  before(async () => {
    [service, browser] = await Promise.all([prepareService({}, { database: 'embedded' }), sharedChromium()]);
    await service.start();
  });
  after(async () => {
    assert.equal(await service?.end(), 0);
    assert.deepEqual(service.warnings(), []);
    await service.remove();
  });

  for (const javaScriptEnabled of [true, false]) {
    describe(`a person in a browser with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
      const email = `ada-${javaScriptEnabled}@example.org`;
      let password = 'violin under the stairs';
      let device: Device;
      let page: Page;
      let secret = '';
      let recoveryCodes: string[] = [];

      before(async () => {
        device = await openDevice(browser, service, { javaScriptEnabled });
        page = await device.context.newPage();
      });
      after(() => device?.close());

      it('signs up, asking for a second factor, and is sent to the mailbox', async () => {
        await page.goto('/');
        await page.getByRole('link', { name: 'Sign up' }).click();
        await page.getByLabel('First name').fill('Ada');
        await page.getByLabel('Last name').fill('Lovelace');
        await page.getByLabel('Email address').fill(email);
        await page.getByLabel('Password', { exact: true }).fill(password);
        await page.getByLabel('Country').selectOption({ label: 'Portugal' });
        await page.getByLabel('Date of birth').fill('1990-12-10');
        await page.getByRole('switch', { name: /authenticator app/ }).check();
        await likeAPerson(page);
        await page.getByRole('button', { name: 'Sign up' }).click();
        await heading('Check your inbox');
      });

      it('opens the mail in the local mailbox and confirms the address', async () => {
        await page.getByRole('link', { name: 'Open the local mailbox' }).click();
        await followMail(/\/verify-email\?token=/);
        await page.getByRole('button', { name: 'Confirm my address' }).click();
        await page.getByText('Your address is confirmed. You can sign in now.').waitFor();
      });

      it('signs in and turns the second factor on by typing the secret into an app', async () => {
        await typePassword(page);
        await heading('Set up the authenticator app');
        assert.equal(await page.locator('.qr-code svg').count(), 1);
        secret = (await page.locator('code').innerText()).replace(/\s/g, '');
        assert.match(secret, /^[A-Z2-7]{32}$/);
        await untilStepHas(3_000);
        await typeCode(page, codeNow(secret, -1), 'Turn on the second factor');
        await heading('Your recovery codes');
      });

      it('sees ten recovery codes, each on one line, and goes on only after saving them', async () => {
        const shown = page.locator('#recovery-codes li');
        recoveryCodes = await shown.allInnerTexts();
        assert.equal(new Set(recoveryCodes).size, 10);
        for (const line of await shown.all()) assert.ok(((await line.boundingBox())?.height ?? 99) < 30);
        const goOn = page.getByRole('button', { name: 'Go on to the overview' });
        await goOn.click();
        await heading('Your recovery codes');
        await page.getByLabel('I have saved them').check();
        await goOn.click();
        await heading('Hello, Ada');
        await page.getByText('Authenticator app, 10 recovery codes left.').waitFor();
      });

      it('signs out, and going back shows nothing', async () => {
        await signOut();
        await page.goBack();
        await heading('Sign in');
        await page.goto('/dashboard');
        await heading('Sign in');
        assert.match(page.url(), /\/sign-in\?returnTo=%2Fdashboard$/);
      });

      it('signs in with password and code', async () => {
        await typePassword(page);
        await heading('Second factor');
        await typeCode(page, codeNow(secret), 'Sign in');
        await heading('Hello, Ada');
      });

      it('signs in with password and recovery code, which is then used up', async () => {
        await signOut();
        const [code = ''] = recoveryCodes;
        await typePassword(page);
        await typeRecoveryCode(page, code);
        await heading('Hello, Ada');
        await page.getByText('Authenticator app, 9 recovery codes left.').waitFor();

        await signOut();
        await typePassword(page);
        await typeRecoveryCode(page, code);
        await page
          .getByText(/recovery code is not valid/)
          .first()
          .waitFor();
        await typeRecoveryCode(page, recoveryCodes[1] ?? '');
        await heading('Hello, Ada');
      });

      it('changes the password', async () => {
        await page.getByRole('link', { name: 'Change password' }).click();
        await page.getByLabel('Current password').fill(password);
        password = 'cello above the lamp';
        await page.getByLabel('New password').fill(password);
        await page.getByRole('button', { name: 'Change password' }).click();
        await page.getByText('Your new password is saved.').waitFor();
      });

      it('ends another device, which is then signed out', async () => {
        const other = await openDevice(browser, service, { javaScriptEnabled });
        const otherPage = await other.context.newPage();
        await otherPage.goto('/sign-in');
        await typePassword(otherPage);
        await typeCode(otherPage, codeNow(secret, 1), 'Sign in');
        await otherPage.getByRole('heading', { name: 'Hello, Ada' }).waitFor();

        await page.goto('/account/sessions');
        assert.equal(await page.getByText('This device').count(), 1);
        await page.getByRole('listitem').getByRole('button', { name: 'Sign out' }).click();
        await page.getByText('One device is signed out.').waitFor();
        await otherPage.reload();
        await otherPage.getByRole('heading', { name: 'Sign in' }).waitFor();
        await page.reload();
        await heading('Devices');
        await other.close();
      });

      it('replaces a forgotten password by mail, and keeps the second factor', async () => {
        await signOut();
        await page.getByRole('link', { name: 'Forgotten password?' }).click();
        await page.getByLabel('Email address').fill(email);
        await likeAPerson(page);
        await page.getByRole('button', { name: 'Send me a link' }).click();
        await heading('Check your inbox');
        await page.getByRole('link', { name: 'Open the local mailbox' }).click();
        await followMail(/\/reset-password\?token=/);
        await comeBackWith('flute behind the door', recoveryCodes[2]);
      });

      it('says "this wasn’t me" to a notice, is signed out with everybody else, and comes back by mail', async () => {
        await page.goto('/dev/mailbox');
        await followMail(/\/not-me\?token=/);
        await page.getByRole('button', { name: 'It wasn’t me' }).click();
        await heading('Your account is shut to everybody');
        await page.goto('/dashboard');
        await heading('Sign in');
        await page.goto('/dev/mailbox');
        await followMail(/\/reset-password\?token=/);
        await comeBackWith('oboe beside the river', recoveryCodes[3]);
      });

      /** From the page behind a reset link to the dashboard. */
      async function comeBackWith(newPassword: string, recoveryCode = ''): Promise<void> {
        password = newPassword;
        await page.getByLabel('New password').fill(password);
        await page.getByRole('button', { name: 'Save the new password' }).click();
        await page.getByText('Your new password is saved. Sign in with it.').waitFor();
        await typePassword(page);
        await typeRecoveryCode(page, recoveryCode);
        await heading('Hello, Ada');
      }

      async function heading(name: string): Promise<void> {
        await page.getByRole('heading', { level: 1, name }).waitFor();
      }

      /** Mail is sent outside the request: the mailbox is loaded again until the newest one has the link. */
      async function followMail(link: RegExp): Promise<void> {
        for (let tries = 0; tries < 40; tries += 1) {
          const mail = page
            .getByRole('listitem')
            .filter({ hasText: `to ${email}` })
            .first();
          if (await mail.isVisible()) {
            await mail.getByRole('link').click();
            await page.getByText(`Sent`).first().waitFor();
            const wanted = page.getByRole('link', { name: link });
            if (await wanted.isVisible()) return wanted.click();
          }
          await page.waitForTimeout(200);
          await page.goto('/dev/mailbox');
        }
        throw new Error(`no mail with ${link}`);
      }

      async function typePassword(where: Page): Promise<void> {
        await where.getByLabel('Email address').fill(email);
        await where.getByLabel('Password', { exact: true }).fill(password);
        await where.getByRole('button', { name: 'Sign in' }).click();
      }

      /** The script sends the form with the sixth digit. */
      async function typeCode(where: Page, code: string, label: string): Promise<void> {
        await where.getByRole('textbox', { name: /code/i }).first().fill(code);
        if (!javaScriptEnabled) await where.getByRole('button', { name: label }).first().click();
      }

      async function typeRecoveryCode(where: Page, code: string): Promise<void> {
        const field = where.getByLabel('Recovery code', { exact: true });
        if (!(await field.isVisible())) await where.getByText('Use a recovery code').click();
        await field.fill(code);
        await field.press('Enter');
      }

      async function signOut(): Promise<void> {
        await page.goto('/dashboard');
        await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
        await page.getByText('You are signed out.').waitFor();
      }
    });
  }
});
