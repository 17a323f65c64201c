import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { rows } from '#test/support/observe.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const STRANGE: unknown[] = [
  0,
  123456,
  1.5,
  true,
  false,
  null,
  [],
  ['a string in a list'],
  [[]],
  {},
  { $ne: '' },
  { $gt: '' },
  { toString: 'x' },
  { length: 8 },
  [null],
];
const FIELDS: Record<string, Record<string, unknown>> = {
  '/sign-in': {
    email: 'nobody@example.org',
    password: 'a long enough phrase',
    remember: true,
    transport: 'bearer',
  },
  '/sign-up': {
    email: 'nobody@example.org',
    password: 'a long enough phrase',
    firstName: 'A',
    lastName: 'B',
    country: 'DE',
    dateOfBirth: '1990-01-01',
    enableSecondFactor: true,
  },
  '/verify-email': { token: 'x'.repeat(43), password: 'a long enough phrase' },
  '/sign-in/second-factor': { code: '123456' },
  '/forgot-password': { email: 'nobody@example.org' },
  '/reset-password': { token: 'x'.repeat(43), password: 'a long enough phrase' },
};
const SIGNED_IN: Record<string, Record<string, unknown>> = {
  '/confirm-identity': { password: 'a wrong phrase', code: '123456' },
  '/account/password': { currentPassword: 'a wrong phrase', newPassword: 'a new long phrase' },
  '/account/totp/confirm': { code: '123456' },
};

describe('values of another type than said (P07)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  const everyField = (all: typeof FIELDS) =>
    Object.entries(all).flatMap(([path, body]) => Object.keys(body).map((field) => ({ path, body, field })));

  it('are 422 in every field of every call, and change nothing', async () => {
    const { browser } = await aPerson(testApp);
    const everything = sql`SELECT u.*, p.hash, (SELECT count(*) FROM mail_queue) mails, (SELECT count(*) FROM sign_ups) waiting FROM users u JOIN passwords p ON p.user_id = u.id`;
    const before = await rows(testApp, everything);
    for (const { path, body, field } of everyField({ ...FIELDS, ...SIGNED_IN })) {
      for (const value of STRANGE) {
        if (typeof value === typeof body[field]) continue;
        const answer = await browser.json('POST', path, { ...body, [field]: value });
        assert.equal(answer.statusCode, 422, `${path} ${field}=${JSON.stringify(value)}: ${answer.body}`);
        const { errors, code } = answer.json();
        assert.equal(code, 'validation_failed');
        assert.deepEqual(
          errors.map((error: { field: string }) => error.field),
          [field],
        );
      }
    }
    assert.deepEqual(await rows(testApp, everything), before);
  });

  it('are no way to another prototype', async () => {
    for (const key of ['__proto__', 'constructor']) {
      const body = `{"email":"nobody@example.org","password":"a long phrase","${key}":{"isAdmin":true,"prototype":{"isAdmin":true}}}`;
      const answer = await send(testApp, '/api/v1/sign-in', { body });
      assert.ok([400, 401].includes(answer.statusCode), answer.body);
      const form = `email=nobody%40example.org&password=a+long+phrase&${key}[isAdmin]=true&${key}.isAdmin=true`;
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      };
      assert.equal((await send(testApp, '/sign-in', { body: form, headers })).statusCode, 401);
    }
    assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined);
  });

  it('in bodies that are no object are 422, in bodies that are no JSON 400', async () => {
    const { email, password } = await aPerson(testApp, { isSignedIn: false });
    for (const body of ['null', '[]', '"text"', '1', 'true', JSON.stringify([{ email, password }])])
      assert.equal((await send(testApp, '/api/v1/sign-in', { body })).statusCode, 422, body);
    for (const body of ['{', '{"email":}', "{'a':1}", '\u0000', '{"a":1}}', 'NaN'])
      assert.equal((await send(testApp, '/api/v1/sign-in', { body })).statusCode, 400, body);
    const deep = `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`;
    assert.equal((await send(testApp, '/api/v1/sign-in', { body: deep })).statusCode, 422);
  });

  it('take the last of two fields of one name, and the same one for every decision', async () => {
    const { email, password } = await aPerson(testApp, { isSignedIn: false });
    const two = (first: string, second: string) =>
      `{"email":"${first}","email":"${second}","password":${JSON.stringify(password)}}`;
    const last = await send(testApp, '/api/v1/sign-in', { body: two('other@example.org', email) });
    assert.equal(last.json().user.email, email);
    assert.equal(
      (await send(testApp, '/api/v1/sign-in', { body: two(email, 'other@example.org') })).statusCode,
      401,
    );
  });

  it('do not come with fields that nobody asked for: nothing about an account is set from outside', async () => {
    const browser = createBrowser(testApp);
    const extra = {
      id: '0',
      userId: 'x',
      role: 'admin',
      emailVerified: true,
      securityVersion: 99,
      disabledAt: null,
      secondFactor: true,
    };
    const wishes = {
      email: 'greedy@example.org',
      password: 'a long enough phrase',
      firstName: 'G',
      lastName: 'G',
      ...extra,
    };
    assert.equal((await browser.json('POST', '/sign-up', wishes)).statusCode, 202);
    assert.equal(
      (await browser.json('POST', '/sign-in', wishes)).statusCode,
      401,
      'not verified by saying so',
    );
    await browser.json('POST', '/verify-email', {
      token: await mailedToken(testApp, wishes.email),
      ...extra,
    });
    await browser.json('POST', '/sign-in', wishes);
    const patched = await browser.json('PATCH', '/account/profile', {
      firstName: 'H',
      email: 'x@example.org',
      ...extra,
    });
    assert.deepEqual(patched.json(), { firstName: 'H', lastName: 'G' });
    const [row] = await rows<Record<string, unknown>>(
      testApp,
      sql`SELECT * FROM users WHERE email = ${wishes.email}`,
    );
    assert.deepEqual([row?.security_version, row?.disabled_at, row?.wants_second_factor], [1, null, false]);
  });
});
