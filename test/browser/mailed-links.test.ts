import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { sharedChromium } from '#test/support/chromium.ts';
import {
  type Account,
  anAccount,
  createHttpClient,
  nextEmail,
  tokenMailed,
} from '#test/support/http-client.ts';
import { portOf, prepareService, type TestService } from '#test/support/service.ts';

describe('links from mails, in a browser', () => {
  let service: TestService;
  let browser: Browser;
  let webmail: Server;
  let links: string[] = [];

  before(async () => {
    [service, browser] = await Promise.all([prepareService(), sharedChromium()]);
    await service.start();
    // Another site than `localhost`, as a mail program in the browser is; it tells on whoever it can.
    webmail = createServer((_, reply) => {
      const anchors = links.map((link) => `<p><a href="${link}">open</a></p>`);
      reply
        .setHeader('content-type', 'text/html')
        .setHeader('referrer-policy', 'unsafe-url')
        .end(anchors.join(''));
    });
    await once(webmail.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    webmail?.close();
    await service?.remove();
  });

  async function newcomersToken(): Promise<string> {
    const email = nextEmail();
    const wishes = { email, password: 'a long enough phrase', firstName: 'New', lastName: 'Comer' };
    await createHttpClient(service).json('POST', '/sign-up', wishes);
    return tokenMailed(service, email, /./);
  }

  async function resetToken({ email, client }: Account): Promise<string> {
    await client.json('POST', '/forgot-password', { email });
    return tokenMailed(service, email, /new password/);
  }

  async function noticeToken({ email, password }: Account): Promise<string> {
    await createHttpClient(service).json('POST', '/sign-in', { email, password });
    return tokenMailed(service, email, /New device/);
  }

  for (const javaScriptEnabled of [true, false]) {
    describe(`a mailed link clicked on another site, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
      let context: BrowserContext;
      before(async () => {
        context = await browser.newContext({ baseURL: service.url, javaScriptEnabled });
        context.setDefaultTimeout(10_000);
      });
      after(() => context?.close());

      const OPENED: [string, () => Promise<string>, string, string][] = [
        ['/verify-email', newcomersToken, 'a long enough phrase', 'Your address is confirmed.'],
        [
          '/reset-password',
          async () => resetToken(await anAccount(service)),
          'oboe beside the river',
          'Your new password is saved.',
        ],
        [
          '/not-me',
          async () => noticeToken(await anAccount(service)),
          '',
          'Your account is shut to everybody',
        ],
      ];
      for (const [path, tokenFor, password, done] of OPENED) {
        it(`leaves no token of ${path} in the address bar, the history or a Referer`, async () => {
          const token = await tokenFor();
          links = [`${service.url}${path}?token=${token}`];
          const page = await context.newPage();
          const asked: Request[] = [];
          page.on('request', (request) => asked.push(request));
          await page.goto(`http://127.0.0.1:${portOf(webmail)}/`);
          await page.getByRole('link', { name: 'open' }).click();
          await page.getByRole('button').last().waitFor();
          assert.equal(page.url(), `${service.url}${path}`);
          assert.deepEqual(await historyOf(page), [
            'about:blank',
            `http://127.0.0.1:${portOf(webmail)}/`,
            page.url(),
          ]);

          await page.reload();
          if (password)
            await page
              .getByLabel(/password/i)
              .first()
              .fill(password);
          await page.locator(`form[action="${path}"]`).getByRole('button').last().click();
          await page.getByText(done).first().waitFor();
          await page.goBack();
          await page.getByText('This link no longer works').first().waitFor();

          assert.ok(!(await historyOf(page)).some((url) => url.includes(token)));
          const headers = await Promise.all(asked.map((request) => request.allHeaders()));
          assert.ok(headers.some(({ referer }) => referer === `${service.url}${path}`));
          assert.ok(!headers.some(({ referer = '' }) => referer.includes(token)));
          const urls = asked.map((request) => request.url());
          assert.deepEqual(
            urls.filter((url) => url.includes(token)).map((url) => url.slice(service.url.length)),
            [`${path}?token=${token}`, `${path}?token=${token}&moved=1`],
            'the link itself and the look whether cookies are kept, and no other request',
          );
          assert.deepEqual(
            (await context.cookies(`${service.url}${path}`)).filter(({ name }) => name === 'link'),
            [],
          );
          await page.close();
        });
      }
    });
  }

  /** What the back button goes through. */
  async function historyOf(page: Page): Promise<string[]> {
    const session = await page.context().newCDPSession(page);
    const { entries } = await session.send('Page.getNavigationHistory');
    await session.detach();
    return entries.map(({ url }) => url);
  }
});
