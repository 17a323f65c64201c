import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { verifications } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { send } from '#test/support/send.ts';

const FREE = 3;
/** Each door that judges a password or a code, with the field it comes in. */
const DOORS: [path: string, field: string][] = [
  ['/sign-in', 'password'],
  ['/sign-in/second-factor', 'code'],
  ['/verify-email', 'password'],
  ['/confirm-identity', 'password'],
  ['/confirm-identity', 'code'],
  ['/account/password', 'currentPassword'],
];
const API_DOORS = [...DOORS, ['/account/totp/confirm', 'code'] as const];
const FORM_DOORS = [...DOORS, ['/account/second-factor/set-up', 'code'] as const];
const MALFORMED = [['a guess', 'another guess'], Array(500).fill('123456'), { $ne: '' }, 123456, true];

describe('a password or code that is no text (R08, M04)', () => {
  let testApp: TestApp;
  let person: Person;
  let cookie: string;
  let count = 0;
  before(async () => {
    const environment = { LIMIT_SIGN_IN_CLIENT_FREE: String(FREE) };
    testApp = await buildTestApp({ environment });
    person = await aPerson(testApp);
    cookie = `session=${person.browser.cookies.get('session')}`;
  });
  after(() => testApp.close());

  const aClient = () => {
    count += 1;
    return `192.0.2.${count}`;
  };
  /** What a right request has beside the field in question. */
  const rest = () => ({ email: person.email, token: 'x'.repeat(43), newPassword: 'a brand new phrase' });

  async function assertCosts(from: string, path: string, body: () => unknown): Promise<void> {
    const before = await verifications(testApp);
    const statuses: number[] = [];
    for (let tried = 0; tried <= FREE; tried += 1)
      statuses.push((await send(testApp, path, { body: body(), from, headers: { cookie } })).statusCode);
    assert.deepEqual(statuses, [...Array(FREE).fill(422), 429], path);
    assert.equal(await verifications(testApp), before, 'nothing was judged');
  }

  it('costs the client a try at every door of the API, whatever stands there instead', async () => {
    for (const [path, field] of API_DOORS)
      for (const value of MALFORMED)
        await assertCosts(aClient(), `/api/v1${path}`, () => ({ ...rest(), [field]: value }));
  });

  it('costs the client a try at every form that sends it twice', async () => {
    for (const [path, field] of FORM_DOORS)
      await assertCosts(aClient(), path, () => {
        const twice = new URLSearchParams(rest());
        for (const guess of ['a guess', 'another guess']) twice.append(field, guess);
        return twice;
      });
  });

  it('costs the account nothing', async () => {
    const { email, password } = person;
    const answer = await send(testApp, '/api/v1/sign-in', { body: { email, password }, from: aClient() });
    assert.equal(answer.statusCode, 200);
  });

  it('is no matter of mistakes that people make', async () => {
    const { email } = person;
    const mistakes = [
      { email },
      { email, password: '' },
      { email, password: null },
      { email: 'no address', password: 'a long enough phrase' },
      { email: [email], password: 'a long enough phrase' },
      { email, password: 'x'.repeat(2_000) },
    ];
    const from = aClient();
    for (const body of mistakes)
      assert.equal((await send(testApp, '/api/v1/sign-in', { body, from })).statusCode, 422);
    for (const code of ['', '12345', '1234567', 'abc', undefined])
      assert.equal(
        (await send(testApp, '/api/v1/sign-in/second-factor', { body: { code }, from })).statusCode,
        422,
      );
    const guess = { email: 'nobody@example.org', password: 'a long enough phrase' };
    assert.equal((await send(testApp, '/api/v1/sign-in', { body: guess, from })).statusCode, 401);
  });

  it('costs nothing where there is no session to try it with', async () => {
    const from = aClient();
    const body = { currentPassword: ['a guess'], newPassword: 'a brand new phrase' };
    for (let tried = 0; tried <= FREE; tried += 1)
      assert.equal((await send(testApp, '/api/v1/account/password', { body, from })).statusCode, 401);
    const guess = { email: 'nobody@example.org', password: 'a long enough phrase' };
    assert.equal((await send(testApp, '/api/v1/sign-in', { body: guess, from })).statusCode, 401);
  });
});
