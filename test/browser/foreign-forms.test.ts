import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { sharedChromium } from '#test/support/chromium.ts';
import { type Account, anAccount } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('a form on somebody else’s page, sent by itself (X01)', () => {
  let service: TestService;
  let browser: Browser;
  let victim: Account;
  let elsewhere: Server;
  before(async () => {
    [service, browser] = await Promise.all([prepareService(), sharedChromium()]);
    await service.start();
    victim = await anAccount(service);
    elsewhere = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://elsewhere');
      const fields = [...searchParams].filter(([name]) => name !== 'to');
      const inputs = fields.map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
      response.setHeader('content-type', 'text/html');
      response.end(
        `<form method="post" action="${service.url}${searchParams.get('to')}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`,
      );
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
  });
  after(async () => {
    elsewhere?.close();
    await service?.remove();
  });

  const attack = (to: string, fields: Record<string, string> = {}) => {
    const { port } = elsewhere.address() as AddressInfo;
    return `http://127.0.0.1:${port}/?${new URLSearchParams({ to, ...fields })}`;
  };

  it('signs nobody in, out, or up, and changes nothing', async () => {
    const context = await browser.newContext();
    const { email, password, client } = victim;
    const session = client.cookies.get('session') ?? '';
    const own = {
      name: 'session',
      value: session,
      url: service.url,
      httpOnly: true,
      sameSite: 'Lax',
    } as const;
    await context.addCookies([own]);
    const page = await context.newPage();
    const forms: [to: string, fields: Record<string, string>][] = [
      ['/sign-in', { email, password }],
      ['/sign-up', { email: 'x@example.org', password, firstName: 'A', lastName: 'B' }],
      ['/sign-out', {}],
      ['/forgot-password', { email }],
      ['/account/profile', { firstName: 'Mallory', lastName: 'Example' }],
      ['/account/sessions/end-others', {}],
      ['/sign-in/second-factor', { code: '123456' }],
    ];
    for (const [to, fields] of forms) {
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.goto(attack(to, fields)).catch(() => {});
      const response = await answered;
      assert.equal(response.status(), 403, to);
      assert.equal((await response.allHeaders())['set-cookie'], undefined, to);
    }
    assert.deepEqual(
      (await context.cookies()).map(({ value }) => value),
      [session],
    );
    const shown = await client.json('GET', '/session');
    assert.deepEqual([shown.status, shown.body.user.firstName], [200, 'Robin']);
    await context.close();
  });
});
