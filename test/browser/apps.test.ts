import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sharedChromium } from '#test/support/chromium.ts';
import { type Account, anAccount } from '#test/support/http-client.ts';
import { type ProtectedApps, startProtectedApps } from '#test/support/protected-apps.ts';

describe('going on to an app', () => {
  let apps: ProtectedApps;
  let browser: Browser;
  let account: Account;
  before(async () => {
    [apps, browser] = await Promise.all([startProtectedApps(), sharedChromium()]);
    account = await anAccount(apps.service);
  });
  after(() => apps?.remove());

  for (const javaScriptEnabled of [true, false]) {
    describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
      async function inBrowser(visit: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
        const context = await browser.newContext({ javaScriptEnabled });
        context.setDefaultTimeout(10_000);
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => {
          if (/content security policy/i.test(message.text())) complaints.push(message.text());
        });
        await visit(page, context);
        await context.close();
        assert.deepEqual(complaints, []);
      }

      async function signIn(page: Page): Promise<void> {
        await page.getByLabel('Email address').fill(account.email);
        await page.getByLabel('Password', { exact: true }).fill(account.password);
        await page.getByRole('button', { name: 'Sign in' }).click();
      }
      const isAt = (page: Page, url: string) => page.waitForURL(url);

      it('signs in once and is let into every app, back where it wanted to go', () =>
        inBrowser(async (page, context) => {
          await page.goto(`${apps.wiki.origin}/page%20one?a=1&b=%26`);
          assert.equal(new URL(page.url()).pathname, '/sign-in');
          await signIn(page);
          await isAt(page, `${apps.wiki.origin}/page%20one?a=1&b=%26`);
          assert.match(await page.content(), new RegExp(`This is the app at ${apps.wiki.host}`));
          await page.goto(`${apps.shop.origin}/basket`);
          await isAt(page, `${apps.shop.origin}/basket`);
          await page.goto(`${apps.tools.origin}/tools/x?q=1&r=2`);
          assert.equal(page.url(), `${apps.tools.origin}/tools/x?q=1&r=2`);
          const known = (await context.cookies(apps.wiki.origin)).map(({ name }) => name).sort();
          assert.deepEqual(known, ['forward', 'forward_state']);
          assert.deepEqual(Object.keys(apps.wiki.seen.at(-1)?.headers ?? {}).includes('cookie'), false);
        }));

      it('is out everywhere with one sign-out', () =>
        inBrowser(async (page) => {
          await page.goto(`${apps.wiki.origin}/`);
          await signIn(page);
          await isAt(page, `${apps.wiki.origin}/`);
          await page.goto(`${apps.tools.origin}/dashboard`);
          await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
          await page.getByText('You are signed out').waitFor();
          await page.goto(`${apps.wiki.origin}/`);
          assert.equal(new URL(page.url()).pathname, '/sign-in');
        }));

      it('opens several tabs of an app at once', () =>
        inBrowser(async (page, context) => {
          await page.goto(`${apps.tools.origin}/sign-in`);
          await signIn(page);
          await page.waitForURL('**/dashboard');
          const paths = ['/one', '/two', '/three', '/four'];
          const tabs = await Promise.all(
            paths.map(async (path) => {
              const tab = await context.newPage();
              await tab.goto(`${apps.shop.origin}${path}`).catch(() => {});
              return tab;
            }),
          );
          for (const [index, tab] of tabs.entries()) {
            const url = `${apps.shop.origin}${paths[index]}`;
            await tab.waitForURL((at) => at.href === url || at.pathname === '/forward-auth/failed');
            if (tab.url() !== url) await tab.getByRole('link', { name: 'Try again' }).click();
            await isAt(tab, url);
          }
        }));

      it('is told where an app asks for a second factor, and led to set one up', () =>
        inBrowser(async (page) => {
          await page.goto(`${apps.wiki.origin}/admin`);
          await signIn(page);
          await page.waitForURL('**/account/second-factor/set-up');
        }));
    });
  }
});
