import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { rows } from '#test/support/observe.ts';
import { aPerson, mailedToken, nextCode, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { withRoutes } from '#test/support/routes.ts';

describe('leaking the secret of the authenticator app (M10)', () => {
  let testApp: TestApp;
  let pages: string[];
  before(async () => {
    const { built, routes } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
    testApp = built;
    pages = routes
      .filter(({ method, path }) => method === 'GET' && !/[:*]/.test(path))
      .map(({ path }) => path);
  });
  after(() => testApp.close());

  it('shows it with no-store and in no address', async () => {
    const { browser } = await aPerson(testApp);
    const page = await browser.get('/account/second-factor/set-up');
    const secret = /secret=([A-Z2-7]{32})/.exec(page.body)?.[1] ?? '';
    assert.equal(page.headers['cache-control'], 'no-store');
    const addresses = [...page.body.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(
      ([, address]) => address ?? '',
    );
    assert.deepEqual(
      addresses.filter((address) => address.includes(secret) && !address.startsWith('otpauth:')),
      [],
    );
  });

  it('has no page or call that tells it once it is confirmed', async () => {
    const { browser, totp } = await aPerson(testApp, { hasTotp: true });
    const { secret = '', recoveryCodes = [] } = totp ?? {};
    for (const path of pages) {
      const { body } = await browser.get(path);
      for (const hidden of [secret, ...recoveryCodes]) assert.ok(!body.includes(hidden), path);
    }
  });

  it('does not show the waiting secret to another session of the same person', async () => {
    const person = await aPerson(testApp);
    const secretIn = (body: string) => /secret=([A-Z2-7]{32})/.exec(body)?.[1];
    const first = secretIn((await person.browser.get('/account/second-factor/set-up')).body);
    const other = createBrowser(testApp);
    await signIn(other, person);
    const second = secretIn((await other.get('/account/second-factor/set-up')).body);
    assert.ok(first && second);
    assert.notEqual(first, second);
  });

  it('keeps it sealed in the database and out of the log', async () => {
    const { totp } = await aPerson(testApp, { hasTotp: true });
    const secret = totp?.secret ?? '';
    const stored = await rows<{ ciphertext: Uint8Array }>(testApp, sql`SELECT ciphertext FROM totp_secrets`);
    const bytes = base32(secret);
    for (const { ciphertext } of stored) assert.equal(Buffer.from(ciphertext).includes(bytes), false);
    assert.ok(!JSON.stringify(testApp.logLines).includes(secret));
  });

  it('lets an address add no parameter to the QR code', async () => {
    const email = 'a?secret=AAAA&issuer=x#y@example.org';
    const password = 'a long enough phrase';
    const browser = createBrowser(testApp);
    await browser.json('POST', '/sign-up', { email, password, firstName: 'A:B', lastName: '&secret=C' });
    await browser.json('POST', '/verify-email', { token: await mailedToken(testApp, email) });
    await signIn(browser, { email, password });
    const { secret, otpauthUri } = (await browser.json('POST', '/account/totp')).json();
    const uri = new URL(otpauthUri);
    assert.equal(uri.protocol, 'otpauth:');
    assert.deepEqual(uri.searchParams.getAll('secret'), [secret]);
    assert.deepEqual(uri.searchParams.getAll('issuer'), ['Latchkey']);
    assert.equal(uri.hash, '');
    assert.equal(decodeURIComponent(uri.pathname.split('/').at(-1) ?? ''), `Latchkey:${email}`);
    const confirmed = await browser.json('POST', '/account/totp/confirm', {
      code: nextCode(testApp, secret),
    });
    assert.equal(confirmed.statusCode, 200);
  });
});

function base32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
