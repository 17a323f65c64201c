import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { milliseconds } from '#platform/duration.ts';
import { createBrowser } from '#test/support/browser.ts';
import { rows, userIdOf } from '#test/support/observe.ts';
import { buildOperatedApp, type OperatedApp } from '#test/support/operator.ts';
import { aPerson, nextCode, type Person, signIn } from '#test/support/people.ts';
import { send } from '#test/support/send.ts';

const LIMITS = {
  LIMIT_SIGN_IN_CLIENT_FREE: '8',
  LIMIT_SECOND_STEP_IN_A_ROW: '6',
  LIMIT_SECOND_STEP_PERSON_FREE: '100',
};

describe('lifting waits', () => {
  let testApp: OperatedApp;
  before(async () => {
    testApp = await buildOperatedApp({ environment: LIMITS });
  });
  after(() => testApp.close());

  const lift = async (address: string): Promise<Record<string, number>> => {
    testApp.clock.advance(milliseconds(1));
    const answer = await testApp.operator.run('/unban', { address });
    assert.equal(answer.statusCode, 200, answer.body);
    const lifted = answer.json().lifted as { limit: string; tries: number }[];
    return Object.fromEntries(lifted.map(({ limit, tries }) => [limit, tries]));
  };
  let count = 0;
  const aClient = () => `198.51.100.${++count}`;
  const tryFrom = async (
    from: string,
    email = `person-${++count}@nowhere.example`,
    password = 'a wrong phrase',
  ) => (await send(testApp, '/api/v1/sign-in', { body: { email, password }, from })).statusCode;
  const records = () =>
    rows(
      testApp,
      sql<{ user_id: string | null; detail: object }>`SELECT user_id, detail FROM audit_log
        WHERE type = 'waits_lifted_by_operator' ORDER BY id`,
    );

  it('lets a client try again at once, says what was counted, and is recorded', async () => {
    const client = aClient();
    for (let tries = 0; tries < 8; tries += 1) assert.equal(await tryFrom(client), 401);
    assert.equal(await tryFrom(client), 429);
    assert.deepEqual(await lift(client), { credentials_per_client: 8 });
    assert.equal(await tryFrom(client), 401);
    assert.deepEqual((await records()).at(-1), { user_id: null, detail: { by: 'operator', client } });
  });

  it('clears the /64 and the /48 of an IPv6 address, in the spelling that the list of attempts has', async () => {
    for (let host = 0; host < 8; host += 1) assert.equal(await tryFrom(`2001:db8:5:1::${host}`), 401);
    assert.equal(await tryFrom('2001:db8:5:1:ffff::1'), 429);
    assert.deepEqual(await lift('2001:db8:5:1::/64'), {
      credentials_per_client: 8,
      credentials_per_network: 8,
    });
    assert.equal(await tryFrom('2001:db8:5:1::1'), 401);
  });

  it('gives sign-ups and mail requests of a client back', async () => {
    const from = aClient();
    const signUp = { email: 'x@nowhere.example', password: 'short', firstName: 'A', lastName: 'B' };
    await send(testApp, '/api/v1/sign-up', { body: { ...signUp, password: 'a long enough phrase' }, from });
    await send(testApp, '/api/v1/forgot-password', { body: { email: 'x@nowhere.example' }, from });
    assert.deepEqual(await lift(from), { sign_up_per_client: 1, mail_per_client: 1 });
  });

  it('lets a person in whose account strangers kept busy', async () => {
    const person = await aPerson(testApp, { isSignedIn: false });
    for (let tries = 0; tries < 5; tries += 1) await tryFrom(aClient(), person.email);
    assert.equal(await tryFrom(aClient(), person.email, person.password), 429);
    assert.deepEqual(await lift(person.email.toUpperCase()), { credentials_per_account: 5 });
    assert.equal(await tryFrom(aClient(), person.email, person.password), 200);
    const user_id = await userIdOf(testApp, person.email);
    assert.deepEqual((await records()).at(-1), { user_id, detail: { by: 'operator' } });
  });

  it('lets a person try codes again after too many in a row', async () => {
    const person = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    const code = async (browser = createBrowser(testApp)) => {
      await signIn(browser, person);
      return (typed: string) => browser.json('POST', '/sign-in/second-factor', { code: typed });
    };
    for (let tries = 0; tries < 6; tries += 1) assert.equal((await (await code())('000000')).statusCode, 401);
    assert.equal((await (await code())('000000')).statusCode, 429);
    const lifted = await lift(person.email);
    assert.deepEqual(lifted, { second_step_per_person: 6, second_step_in_a_row: 6 });
    await lift('127.0.0.1');
    const right = await (await code())(nextCode(testApp, person.totp?.secret ?? ''));
    assert.equal(right.statusCode, 200);
  });

  it('lets a person’s own browser try again that was mistyped in too often', async () => {
    const person: Person = await aPerson(testApp);
    const { browser, email, password } = person;
    const attempt = (typed: string) => browser.json('POST', '/sign-in', { email, password: typed });
    for (let tries = 0; tries < 10; tries += 1)
      assert.equal((await attempt('a wrong phrase')).statusCode, 401);
    assert.equal((await attempt(password)).statusCode, 429);
    assert.deepEqual(await lift(email), { credentials_per_device: 10 });
    assert.equal((await attempt(password)).statusCode, 200);
  });

  it('works for an address without an account, whose waits are the same', async () => {
    for (let tries = 0; tries < 5; tries += 1) await tryFrom(aClient(), 'ghost@nowhere.example');
    assert.equal(await tryFrom(aClient(), 'ghost@nowhere.example'), 429);
    assert.deepEqual(await lift('ghost@nowhere.example'), { credentials_per_account: 5 });
    assert.equal(await tryFrom(aClient(), 'ghost@nowhere.example'), 401);
    assert.deepEqual((await records()).at(-1), { user_id: null, detail: { by: 'operator' } });
  });

  it('says when there is nothing to lift, and records nothing', async () => {
    const before = (await records()).length;
    for (const address of [aClient(), '2001:db8:77::1', 'quiet@nowhere.example'])
      assert.deepEqual(await lift(address), {});
    assert.equal((await records()).length, before);
  });

  it('clears nothing of anybody else', async () => {
    const [one, other] = [aClient(), aClient()];
    await tryFrom(one, 'one@nowhere.example');
    await tryFrom(other, 'other@nowhere.example');
    await lift(one);
    await lift('one@nowhere.example');
    assert.deepEqual(await lift(other), { credentials_per_client: 1 });
    assert.deepEqual(await lift('other@nowhere.example'), { credentials_per_account: 1 });
  });

  it('refuses what is neither client nor address', async () => {
    for (const address of ['203.0.113', '203.0.113.0/24', '2001:db8::/32', 'ada', '', 7, undefined])
      assert.equal((await testApp.operator.run('/unban', { address })).statusCode, 422, String(address));
  });
});
