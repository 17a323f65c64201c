import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, nextCode } from '#test/support/people.ts';

describe('managing the second factor', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('starts with 201, a secret, its address and its QR code, and nothing turned on', async () => {
    const { browser } = await aPerson(testApp);
    assert.deepEqual((await browser.json('GET', '/account/second-factor')).json(), {
      totp: false,
      recoveryCodesLeft: 0,
    });
    const answer = await browser.json('POST', '/account/totp');
    assert.equal(answer.statusCode, 201);
    const { secret, otpauthUri, qrCodeSvg, ...rest } = answer.json();
    assert.deepEqual(rest, {});
    assert.match(secret, /^[A-Z2-7]{32}$/);
    assert.ok(otpauthUri.startsWith('otpauth://totp/') && otpauthUri.includes(`secret=${secret}`));
    assert.match(qrCodeSvg, /^<svg[\s\S]*<\/svg>\s*$/);
    assert.equal((await browser.json('GET', '/account/second-factor')).json().totp, false);
  });

  it('is confirmed with ten codes, a raised assurance and a new token', async () => {
    const { browser } = await aPerson(testApp);
    const { secret } = (await browser.json('POST', '/account/totp')).json();
    const wrong = await browser.json('POST', '/account/totp/confirm', { code: '000000' });
    assert.deepEqual([wrong.statusCode, wrong.json().code], [401, 'invalid_code']);
    const answer = await browser.json('POST', '/account/totp/confirm', { code: nextCode(testApp, secret) });
    assert.deepEqual(
      [answer.statusCode, Object.keys(answer.json()), answer.json().recoveryCodes.length],
      [200, ['recoveryCodes'], 10],
    );
    assert.match(String(answer.headers['set-cookie']), /^session=[\w-]{43}; /);
    const { user, session } = (await browser.json('GET', '/session')).json();
    assert.deepEqual([user.secondFactor, session.assuranceLevel], [true, 'aal2']);
    assert.deepEqual((await browser.json('GET', '/account/second-factor')).json(), {
      totp: true,
      recoveryCodesLeft: 10,
    });
  });

  it('hands a bearer client its new token with the codes', async () => {
    const person = await aPerson(testApp, { isSignedIn: false });
    const client = createBrowser(testApp);
    const { token } = (await client.json('POST', '/sign-in', { ...person, transport: 'bearer' })).json();
    const headers = { authorization: `Bearer ${token}` };
    const { secret } = (await client.json('POST', '/account/totp', undefined, headers)).json();
    const answer = await client.json(
      'POST',
      '/account/totp/confirm',
      { code: nextCode(testApp, secret) },
      headers,
    );
    assert.deepEqual(Object.keys(answer.json()).sort(), ['recoveryCodes', 'token']);
    assert.equal(answer.headers['set-cookie'], undefined);
  });

  it('makes new codes, or 404 where there is nothing to recover', async () => {
    const plain = await aPerson(testApp);
    assert.equal((await plain.browser.json('POST', '/account/recovery-codes')).statusCode, 404);
    assert.equal(
      (await plain.browser.submit('/account/second-factor/recovery-codes')).headers.location,
      '/account/second-factor',
    );
    const { browser, totp } = await aPerson(testApp, { hasTotp: true });
    const json = await browser.json('POST', '/account/recovery-codes');
    assert.equal(json.json().recoveryCodes.length, 10);
    assert.ok(!totp?.recoveryCodes.some((code) => json.body.includes(code)));
    const made = await browser.submit('/account/second-factor/recovery-codes');
    assert.deepEqual(
      [made.statusCode, made.headers.location],
      [303, '/account/second-factor/recovery-codes'],
    );
    const page = await browser.get('/account/second-factor/recovery-codes');
    assert.equal(page.statusCode, 200);
    assert.equal(page.body.match(/<li>[0-9A-Z-]{19}<\/li>/g)?.length, 10);
    const reloaded = await browser.get('/account/second-factor/recovery-codes');
    assert.deepEqual([reloaded.statusCode, reloaded.headers.location], [303, '/account/second-factor']);
    const left = (await browser.json('GET', '/account/second-factor')).json().recoveryCodesLeft;
    assert.equal(left, 10, 'a reload makes no new ones');
  });

  it('is turned off with 204 or 303, also when it was off already, and the session goes on', async () => {
    const { browser } = await aPerson(testApp, { hasTotp: true });
    assert.equal((await browser.json('DELETE', '/account/totp')).statusCode, 204);
    const form = await browser.submit('/account/second-factor/turn-off');
    assert.deepEqual([form.statusCode, form.headers.location], [303, '/account/second-factor']);
    assert.deepEqual((await browser.json('GET', '/account/second-factor')).json(), {
      totp: false,
      recoveryCodesLeft: 0,
    });
  });

  it('shows the set-up again with the same secret after a wrong code: 401, words tied to the field', async () => {
    const { browser } = await aPerson(testApp);
    const secretOn = (body: string) => /secret=([A-Z2-7]{32})/.exec(body)?.[1];
    const first = secretOn((await browser.get('/account/second-factor/set-up')).body);
    for (const [code, status] of [
      ['000000', 401],
      ['12', 422],
    ] as const) {
      const page = await browser.submit('/account/second-factor/set-up', { code });
      assert.equal(page.statusCode, status);
      assert.equal(secretOn(page.body), first);
      assert.match(page.body, /aria-describedby="[^"]*code-error/);
      assert.ok(!page.body.includes(`value="${code}"`));
    }
  });
});
