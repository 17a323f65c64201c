import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { mailedToken, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { withRoutes } from '#test/support/routes.ts';

const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</title><script>alert(1)</script>',
  '</textarea><script>alert(1)</script>',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '&lt;script&gt;',
  '\\u003cscript\\u003e',
  "'-alert(1)-'",
];

describe('script injection (X06)', () => {
  let testApp: TestApp;
  let pages: string[];
  let signedIn: TestBrowser;
  before(async () => {
    const { built, routes } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
    testApp = built;
    pages = routes
      .filter(({ method, path }) => method === 'GET' && !/[:*]|json$|^\/api\/v1/.test(path))
      .map(({ path }) => path);
    const credentials = { email: 'x@example.org', password: 'a long enough phrase' };
    signedIn = createBrowser(testApp, { 'user-agent': '"><script>alert(1)</script>' });
    await signedIn.json('POST', '/sign-up', {
      ...credentials,
      firstName: '<img src=x onerror=alert(1)>',
      lastName: '"onmouseover="alert(1)',
    });
    await signedIn.json('POST', '/verify-email', { token: await mailedToken(testApp, credentials.email) });
    await signIn(signedIn, credentials);
  });
  after(() => testApp.close());

  /** No element of an attacker, no handler and no script or style of any page's own text. */
  function assertHarmless(body: string, name: string): void {
    const tags = body.match(/<[a-z][^>]*>/gi) ?? [];
    const bare = tags.map((tag) => tag.replace(/(?<!href|src|action)="[^"]*"/g, '=""'));
    const found =
      /<img|<base|<iframe|<script(?! type="" src="\/assets\/)|\son[a-z]+=|\sstyle=|"javascript:/i.exec(
        bare.join('\n'),
      );
    assert.equal(found?.[0], undefined, name);
  }

  it('finds no page that shows what a person is called, or where they came from, as markup', async () => {
    assert.ok(pages.length >= 18);
    for (const path of pages) assertHarmless((await signedIn.get(path)).body, path);
  });

  it('finds no page that shows its address or parameters as markup', async () => {
    const names = [
      'returnTo',
      'token',
      'notice',
      'saved',
      'ended',
      'resent',
      'cursor',
      'error',
      'email',
      'x',
    ];
    for (const payload of PAYLOADS) {
      const query = new URLSearchParams(names.map((name) => [name, payload]));
      for (const path of pages) {
        for (const browser of [createBrowser(testApp), signedIn])
          assertHarmless((await browser.get(`${path}?${query}`)).body, `${path} ${payload}`);
      }
      assertHarmless((await createBrowser(testApp).get(`/${encodeURIComponent(payload)}`)).body, payload);
    }
  });

  it('finds no form that shows what was typed as markup, or out of its attribute', async () => {
    for (const payload of PAYLOADS) {
      const fields = {
        email: payload,
        password: payload,
        firstName: payload,
        lastName: payload,
        country: payload,
        dateOfBirth: payload,
        code: payload,
        token: payload,
        returnTo: payload,
      };
      for (const path of [
        '/sign-in',
        '/sign-up',
        '/forgot-password',
        '/verify-email',
        '/reset-password',
        '/sign-in/second-factor',
      ]) {
        const { body } = await createBrowser(testApp).submit(path, fields);
        assertHarmless(body, `${path} ${payload}`);
        assert.ok(!/[<>"']/.test(payload) || !body.includes(payload), `${path} ${payload}`);
      }
    }
  });

  it('would not run: the policy allows no inline script, no frame, no foreign form', async () => {
    const { headers } = await signedIn.get('/dashboard');
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    assert.equal(policy.get('default-src'), "'none'");
    assert.equal(policy.get('script-src'), "'self'");
    assert.equal(policy.get('frame-ancestors'), "'none'");
    assert.equal(policy.get('form-action'), "'self'");
    assert.equal(policy.get('base-uri'), "'none'");
    assert.doesNotMatch([...policy.values()].join(' '), /unsafe-|\*|https?:/);
  });

  it('is no matter of content sniffing: JSON is JSON and shown by no browser as a page', async () => {
    const answer = await signedIn.json('GET', '/account/profile');
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  });
});
