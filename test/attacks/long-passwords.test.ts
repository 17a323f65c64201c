import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { hashes, verifications } from '#test/support/observe.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

describe('passwords that are too long, or cut off (P02, P03)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('are refused before anything is hashed (P02)', async () => {
    const { email } = await aPerson(testApp, { isSignedIn: false });
    const work = async () => (await verifications(testApp)) + (await hashes(testApp));
    const before = await work();
    for (const [length, status] of [
      [4_000, 422],
      [1_000_000, 413],
      [10_000_000, 413],
    ] as const) {
      const password = 'x'.repeat(length);
      const fields = {
        email,
        password,
        firstName: 'A',
        lastName: 'B',
        token: 'x',
        currentPassword: password,
        newPassword: password,
      };
      for (const path of ['/sign-in', '/sign-up', '/reset-password', '/verify-email']) {
        assert.equal((await send(testApp, `/api/v1${path}`, { body: fields })).statusCode, status, path);
        const page = await send(testApp, path, { body: new URLSearchParams(fields) });
        assert.equal(page.statusCode, status, path);
        assert.ok(page.body.length < 50_000, 'the password does not come back');
      }
    }
    assert.equal(await work(), before);
  });

  it('differ wherever they differ: no byte is cut off (P03)', async () => {
    for (const place of [8, 72, 73, 127, 200, 255]) {
      const password = 'x7'.repeat(128).slice(0, place);
      const { email } = await aPerson(testApp, { password: `${password}a`.slice(0, 256), isSignedIn: false });
      const other = await createBrowser(testApp).json('POST', '/sign-in', {
        email,
        password: `${password}b`,
      });
      assert.equal(other.statusCode, 401, `the byte at ${place}`);
    }
  });

  it('do not end at a NUL, which is refused at every door (P03)', async () => {
    const { email, password, browser } = await aPerson(testApp);
    const withNul = `${password}\0and more`;
    const answers = [
      await send(testApp, '/api/v1/sign-in', { body: { email, password: withNul } }),
      await send(testApp, '/sign-in', { body: new URLSearchParams({ email, password: withNul }) }),
      await browser.json('POST', '/account/password', {
        currentPassword: withNul,
        newPassword: 'another phrase',
      }),
      await browser.json('POST', '/confirm-identity', { password: withNul }),
      await browser.json('POST', '/reset-password', { token: 'x', password: withNul }),
      await browser.json('POST', '/sign-up', { email, password: withNul, firstName: 'A', lastName: 'B' }),
    ];
    for (const answer of answers) assert.equal(answer.statusCode, 422, answer.body);
  });

  it('do not mix with the address: the same bytes split elsewhere are another account (P03)', async () => {
    const { email, password } = await aPerson(testApp, { password: 'tail of the phrase', isSignedIn: false });
    const shifted = { email: email.slice(1), password: `${email.slice(0, 1)}${password}` };
    assert.equal((await send(testApp, '/api/v1/sign-in', { body: shifted })).statusCode, 401);
  });
});
