import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { type Answer, createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { ON_HTTPS } from '#test/support/on-https.ts';
import { aPerson } from '#test/support/people.ts';
import { type Sent, send } from '#test/support/send.ts';
import { exchangeBytes } from '#test/support/wire.ts';

describe('answers without their security headers, or kept in a cache (X07, X08)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ON_HTTPS });
  });
  after(() => testApp.close());

  function assertHeaders({ headers }: { headers: Answer['headers'] }, name: string): void {
    const expected = {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    };
    for (const [header, value] of Object.entries(expected))
      assert.equal(headers[header], value, `${name}: ${header}`);
    assert.match(
      String(headers['content-security-policy']),
      /default-src 'none'.*frame-ancestors 'none'/,
      name,
    );
    const age = /max-age=(\d+); includeSubDomains/.exec(String(headers['strict-transport-security']))?.[1];
    assert.ok(Number(age) >= 31_536_000, name);
    assert.ok(headers['permissions-policy'], name);
    assert.match(String(headers['x-request-id']), /^[\w-]{36}$/, name);
    assert.equal(headers.server ?? headers['x-powered-by'], undefined, name);
  }

  const kinds: [string, number, string, Sent][] = [
    ['a page', 200, '/sign-in', {}],
    ['a redirect', 303, '/dashboard', {}],
    ['a call refused', 401, '/api/v1/session', {}],
    ['an address that is none', 404, '/nowhere', {}],
    ['an asset that is none', 404, '/assets/nothing.js', {}],
    ['a path of the assets that climbs', 404, '/assets/..%2f..%2fpackage.json', {}],
    ['a wrong method', 405, '/sign-in', { method: 'DELETE', headers: { 'sec-fetch-site': 'none' } }],
    ['TRACE', 405, '/sign-in', { method: 'TRACE' }],
    ['OPTIONS', 405, '/api/v1/sign-in', { method: 'OPTIONS' }],
    ['a body too large', 413, '/api/v1/sign-in', { body: 'x'.repeat(20_000) }],
    [
      'a wrong content type',
      415,
      '/api/v1/sign-in',
      { body: 'x', headers: { 'content-type': 'text/plain' } },
    ],
    ['a body that is no JSON', 400, '/api/v1/sign-in', { body: '{' }],
    ['a form of another site', 403, '/sign-in', { body: '', headers: { origin: 'https://evil.example' } }],
    ['a mistake', 422, '/api/v1/sign-in', { body: {} }],
    ['an address that cannot be decoded', 400, '/%zz', {}],
    ['an address that cannot be decoded, for a page', 400, '/%E0%A4%A', { headers: { accept: 'text/html' } }],
  ];
  for (const [name, status, path, sent] of kinds) {
    it(`does not happen to ${name} (X07)`, async () => {
      const answer = await send(testApp, path, sent);
      assert.equal(answer.statusCode, status, answer.body);
      assertHeaders(answer, name);
    });
  }

  it('does not happen to what is refused before it is a request (X07)', async () => {
    const address = await testApp.app.listen({ port: 0, host: '127.0.0.1' });
    const raw = [
      'GARBAGE\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nbad header\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
      'POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n',
      'GET /nowhere HTTP/1.1\r\nHost: a\r\nExpect: x\r\nConnection: close\r\n\r\n',
      'GET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n',
    ];
    for (const bytes of raw) {
      const text = await exchangeBytes(Number(new URL(address).port), bytes);
      assert.match(text, /^HTTP\/1\.1 4(00|03|04|31|08) /, bytes.slice(0, 60));
      assert.equal(text.match(/HTTP\/1\.1 /g)?.length, 1, 'one answer, and nothing that passes for the next');
      const headers = Object.fromEntries(
        text
          .split('\r\n\r\n')[0]
          ?.split('\r\n')
          .slice(1)
          .map((line) => [line.split(': ')[0]?.toLowerCase(), line.split(': ').slice(1).join(': ')]) ?? [],
      );
      assertHeaders({ headers }, bytes.slice(0, 60));
      // Bytes after a broken request are nobody's. The one refused by its headers is answered before it breaks.
      if (!text.startsWith('HTTP/1.1 403')) assert.equal(headers.connection, 'close', bytes.slice(0, 60));
    }
  });

  it('has nothing but hashed assets in a cache (X08)', async () => {
    const page = await send(testApp, '/sign-in');
    assert.equal(page.headers['cache-control'], 'no-store');
    for (const [, asset] of page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      const answer = await send(testApp, asset ?? '');
      assert.equal(answer.statusCode, 200);
      assert.match(asset ?? '', /-[\w-]{8}\.(css|js)$/);
      assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    }
  });
});

describe('a cache that is talked into keeping a page (X08)', () => {
  let testApp: TestApp;
  let browser: TestBrowser;
  before(async () => {
    testApp = await buildTestApp();
    ({ browser } = await aPerson(testApp));
  });
  after(() => testApp.close());

  it('finds no page under an address that looks like a file', async () => {
    const paths = [
      '/account/profile/x.css',
      '/account/profile.css',
      '/account/profile;.js',
      '/account/profile%2fx.css',
      '/dashboard/a.png',
      '/dashboard%00.css',
      '/dashboard%3f.css',
      '/dashboard%23.js',
      '/assets/..%2fdashboard',
      '/dashboard/',
      '/account//profile',
    ];
    for (const path of paths) {
      const answer = await browser.get(path);
      assert.equal(answer.statusCode, 404, path);
      assert.equal(answer.headers['cache-control'], 'no-store', path);
      assert.ok(!answer.body.includes('Hello,'), path);
    }
  });

  it('finds no-store on all that belongs to a person and on every cookie', async () => {
    for (const path of ['/dashboard', '/account/profile', '/account/activity', '/dashboard?x=.css'])
      assert.equal((await browser.get(path)).headers['cache-control'], 'no-store', path);
    const answer = await createBrowser(testApp).json('POST', '/sign-up', {
      email: 'c@example.org',
      password: 'a long enough phrase',
      firstName: 'C',
      lastName: 'C',
    });
    assert.ok(answer.headers['set-cookie']);
    assert.equal(answer.headers['cache-control'], 'no-store');
  });
});
