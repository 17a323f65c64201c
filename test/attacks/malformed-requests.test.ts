import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';
import { send } from '#test/support/send.ts';

/* What is found by chance is in `test/fuzz`; here stands what is known to have broken others. */
describe('malformed requests (X10)', () => {
  let testApp: TestApp;
  let routes: KnownRoute[];
  before(async () => {
    const { built, routes: all } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
    testApp = built;
    routes = all.filter(({ path }) => !path.includes('*'));
  });
  after(() => testApp.close());

  it('never end in a 5xx when nothing about them is as it should be', async () => {
    const headers: Record<string, string>[] = [
      { cookie: 'session' },
      { cookie: '=' },
      { cookie: ';;;;' },
      { cookie: 'session=%E0%A4%A' },
      { cookie: '\x80\xff' },
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer \xff' },
      { authorization: 'Bearer a b c' },
      { authorization: `Bearer ${'x'.repeat(4_000)}` },
      { accept: '\xff/\xff' },
      { accept: 'text/html;q=NaN' },
      { 'accept-encoding': 'nonsense' },
      { range: 'bytes=9-1' },
      { 'if-none-match': '"' },
      { expect: '100-continue' },
      { 'content-length': '0', 'content-type': 'application/json' },
      { 'transfer-encoding': 'chunked', 'content-type': 'application/json' },
    ];
    for (const { method, path } of routes) {
      for (const one of headers) {
        const { statusCode } = await send(testApp, path, {
          method,
          headers: { 'sec-fetch-site': 'same-origin', ...one },
        });
        assert.ok(statusCode < 500, `${method} ${path} ${JSON.stringify(one)}: ${statusCode}`);
      }
    }
    const many = `${Array.from({ length: 2_000 }, (_, index) => `k${index}=v`).join('&')}`;
    for (const path of ['/sign-in', '/sign-up', '/verify-email']) {
      assert.ok(
        (await send(testApp, path, { body: new URLSearchParams(many.slice(0, 15_000)) })).statusCode < 500,
      );
      assert.ok((await send(testApp, `${path}?${many}`)).statusCode < 500);
    }
    for (const path of [
      '/%',
      '/%E0%A4%A',
      '/sign-in?%',
      '/verify-email?token=%E0%A4%A',
      '/verify-email?token[]=x&token[a]=y',
      '/?__proto__[x]=1',
      `/${'a'.repeat(8_000)}`,
      '/dev/mailbox/%00',
      '/account/sessions/%/end',
    ])
      assert.ok((await send(testApp, path)).statusCode < 500, path);
  });
});
