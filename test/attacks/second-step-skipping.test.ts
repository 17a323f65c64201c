import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { minutes } from '#platform/duration.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { rows } from '#test/support/observe.ts';
import { aPerson, nextCode, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

describe('skipping or bending the second step (M01, M02)', () => {
  let apps: TwoApps;
  let person: Person;
  before(async () => {
    apps = await buildTwoApps({ environment: ROOMY });
    person = await aPerson(apps.one, { hasTotp: true, isSignedIn: false });
  });
  after(() => apps.close());

  const secret = () => person.totp?.secret ?? '';
  async function pass(password: Person, browser = createBrowser(apps.one)): Promise<TestBrowser> {
    const answer = await browser.json('POST', '/sign-in', {
      email: password.email,
      password: password.password,
    });
    assert.equal(answer.json().status, 'second_factor_required');
    return browser;
  }

  it('says nothing about the person before the second step, and records no sign-in (M01)', async () => {
    const count = sql<{ n: number }>`SELECT count(*)::int AS n FROM audit_log WHERE type = 'signed_in'`;
    const [before] = await rows(apps.one, count);
    const browser = createBrowser(apps.one);
    const answer = await browser.json('POST', '/sign-in', person);
    assert.deepEqual(Object.keys(answer.json()).sort(), ['expiresAt', 'methods', 'status']);
    assert.deepEqual([...browser.cookies.keys()], ['pending']);
    assert.doesNotMatch(answer.body, new RegExp(`${person.firstName}|${person.email}`));
    const page = await browser.get('/sign-in/second-factor');
    assert.doesNotMatch(page.body, new RegExp(`${person.firstName}|${person.email}`));
    assert.deepEqual(await rows(apps.one, count), [before]);
    const { sessions } = (await person.browser.json('GET', '/sessions')).json();
    assert.equal(sessions, undefined);
  });

  it('is not passed by an empty step (M01)', async () => {
    const browser = await pass(person);
    for (const body of [{}, { code: '' }, { code: null }, { code: [] }, undefined])
      assert.equal((await browser.json('POST', '/sign-in/second-factor', body)).statusCode, 422);
    assert.equal((await browser.submit('/sign-in/second-factor')).statusCode, 422);
    assert.equal((await browser.json('GET', '/session')).statusCode, 401);
  });

  it('takes the person from the waiting sign-in and never from the request (M02)', async () => {
    const attacker = await aPerson(apps.one, { hasTotp: true, isSignedIn: false });
    const browser = await pass(attacker);
    const swap = {
      code: nextCode(apps.one, attacker.totp?.secret ?? ''),
      email: person.email,
      userId: person.email,
    };
    const answer = await browser.json('POST', '/sign-in/second-factor?email=x&userId=y', swap);
    assert.equal(answer.json().user.email, attacker.email);

    const another = await pass(attacker);
    assert.equal(
      (await another.json('POST', '/sign-in/second-factor', { code: nextCode(apps.one, secret()) }))
        .statusCode,
      401,
    );
  });

  it('ends a waiting sign-in after ten minutes (M02)', async () => {
    const browser = await pass(person);
    apps.one.clock.advance(minutes(10));
    const answer = await browser.json('POST', '/sign-in/second-factor', {
      code: nextCode(apps.one, secret()),
    });
    assert.deepEqual([answer.statusCode, answer.json().code], [401, 'not_authenticated']);
  });

  it('ends a waiting sign-in after five wrong codes, the right one included (M02)', async () => {
    const browser = await pass(person);
    for (let round = 0; round < 5; round += 1)
      assert.equal(
        (await browser.json('POST', '/sign-in/second-factor', { code: '000000' })).statusCode,
        401,
      );
    const answer = await browser.json('POST', '/sign-in/second-factor', {
      code: nextCode(apps.one, secret()),
    });
    assert.deepEqual([answer.statusCode, answer.json().code], [401, 'not_authenticated']);
  });

  it('opens one session for one waiting sign-in, of many parallel right codes (M02)', async () => {
    for (let round = 0; round < 3; round += 1) {
      const pending = (await pass(person)).cookies.get('pending') ?? '';
      const codes = [nextCode(apps.one, secret()), ...(person.totp?.recoveryCodes.splice(0, 3) ?? [])];
      const attempts = codes.map((code, index) => {
        const browser = createBrowser(apps.inTurn(index));
        browser.cookies.set('pending', pending);
        return browser.json('POST', '/sign-in/second-factor', { code });
      });
      const statuses = (await Promise.all(attempts)).map(({ statusCode }) => statusCode);
      assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
    }
  });

  it('does not work twice (M02)', async () => {
    const browser = await pass(person);
    const pending = browser.cookies.get('pending') ?? '';
    const first = await browser.json('POST', '/sign-in/second-factor', {
      code: nextCode(apps.one, secret()),
    });
    assert.equal(first.statusCode, 200);
    browser.cookies.set('pending', pending);
    const again = await browser.json('POST', '/sign-in/second-factor', {
      code: nextCode(apps.one, secret()),
    });
    assert.deepEqual([again.statusCode, again.json().code], [401, 'not_authenticated']);
  });
});
