import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, nextCode, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

const OUTSIDE = [
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/ /evil.example',
  '/%09//evil.example\t',
  'http:/evil.example',
  'http:evil.example',
  'https://evil.example',
  'HTTPS://evil.example',
  'http://localhost:8080@evil.example',
  'http://localhost:8080.evil.example',
  'http://localhost:8080',
  'http://localhost:8080/dashboard',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'blob:x',
  'file:///etc/passwd',
  'evil.example',
  '@evil.example',
  '.evil.example',
  ':80',
  '?x',
  '#x',
  '',
  '/..//evil.example',
  '/./\\evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  '/x/../..//evil.example',
  '/%2e//evil.example',
  '/%2E%2E//evil.example',
  '/\u0000/evil.example',
  '/\u200b/evil.example\u200b',
  '/\u2028evil',
  '/a\r\nSet-Cookie: x=y',
  '/a\nLocation: //evil.example',
  `/${'a'.repeat(3_000)}`,
];
const INSIDE = [
  '/account/sessions',
  '/account/activity?cursor=x&y=%2F%2Fevil.example',
  '/dashboard#devices',
  '/%2F%2Fevil.example',
  '/a/b/../c',
  '/@evil.example',
  '/https://evil.example',
];

describe('redirects to another site (X04)', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  /** Where a browser on our page would go. */
  const follow = (location: unknown): URL => new URL(String(location), 'http://localhost:8080/sign-in');

  function assertInside(location: unknown, name: string): void {
    assert.ok(typeof location === 'string' && /^\/(?![/\\])/.test(location), `${name} → ${location}`);
    assert.equal(follow(location).origin, 'http://localhost:8080', name);
  }

  it('do not happen at sign-in, by form or query, signed in or not', async () => {
    const { email, password } = person;
    for (const returnTo of OUTSIDE) {
      const visitor = createBrowser(testApp);
      const name = JSON.stringify(returnTo).slice(0, 80);
      const query = new URLSearchParams({ returnTo }).toString();
      const page = await visitor.get(`/sign-in?${query}`);
      assert.doesNotMatch(page.body, /name="returnTo"/, name);
      const signedIn = await visitor.submit('/sign-in', { email, password, returnTo });
      if (returnTo.length < 2_000) assert.equal(signedIn.headers.location, '/dashboard', name);
      const again = await visitor.get(`/sign-in?${query}`);
      if (again.statusCode === 303) assert.equal(again.headers.location, '/dashboard', name);
    }
  });

  it('do not happen after the second step', async () => {
    const guarded = await aPerson(testApp, { hasTotp: true });
    for (const returnTo of OUTSIDE.slice(0, 12)) {
      const visitor = createBrowser(testApp);
      await visitor.submit('/sign-in', { email: guarded.email, password: guarded.password, returnTo });
      const code = nextCode(testApp, guarded.totp?.secret ?? '');
      assert.equal((await visitor.submit('/sign-in/second-factor', { code })).headers.location, '/dashboard');
    }
  });

  it('do not happen when identity is confirmed', async () => {
    for (const returnTo of OUTSIDE) {
      const page = await person.browser.get(`/confirm-identity?${new URLSearchParams({ returnTo })}`);
      assert.match(page.body, /name="returnTo" value="\/dashboard"/);
      const done = await person.browser.submit('/confirm-identity', { password: person.password, returnTo });
      if (done.statusCode === 303) assertInside(done.headers.location, JSON.stringify(returnTo));
      else assert.equal(done.statusCode, 422);
    }
  });

  it('do not happen on the way to sign in or to a fresh proof, whatever the address or Referer', async () => {
    testApp.clock.advance(minutes(11));
    const paths = [
      '/dashboard?x=//evil.example',
      '/account/password?returnTo=//evil.example',
      '/account/sessions/..%2f..%2f%2fevil.example/end',
    ];
    for (const path of paths) {
      for (const browser of [createBrowser(testApp), person.browser]) {
        const answer = await browser.get(path, { referer: 'https://evil.example/' });
        if (answer.statusCode === 303) assertInside(answer.headers.location, path);
        const posted = await browser.submit(path, {}, { referer: 'https://evil.example/' });
        if (posted.statusCode === 303) assertInside(posted.headers.location, path);
      }
    }
    assert.equal((await createBrowser(testApp).get('//evil.example/..')).statusCode, 404);
  });

  it('to a path of ours do happen', async () => {
    const { email, password } = person;
    for (const returnTo of INSIDE) {
      const { headers } = await createBrowser(testApp).submit('/sign-in', { email, password, returnTo });
      assert.equal(follow(headers.location).href, follow(returnTo).href);
    }
  });
});
