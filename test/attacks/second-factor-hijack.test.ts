import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { minutes } from '#platform/duration.ts';
import { buildTestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { auditOf, rows, subjectsTo } from '#test/support/observe.ts';
import { aPerson, codeAt, nextCode, type Person, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

describe('taking over the second factor with a stolen session (M06, M07, M12)', () => {
  let apps: TwoApps;
  let plain: Person;
  let guarded: Person;
  before(async () => {
    apps = await buildTwoApps({ environment: ROOMY });
  });
  after(() => apps.close());
  beforeEach(async () => {
    plain = await aPerson(apps.one);
    guarded = await aPerson(apps.one, { hasTotp: true });
  });

  const codeOf = ({ totp }: Person) => nextCode(apps.one, totp?.secret ?? '');
  const tokenOf = ({ cookies }: TestBrowser) => cookies.get('session') ?? '';
  const secretsOf = ({ email }: Person) =>
    rows(
      apps.one,
      sql`SELECT s.* FROM totp_secrets s JOIN users u ON u.id = s.user_id WHERE u.email = ${email}`,
    );
  const attempts = (browser: TestBrowser) => [
    () => browser.json('POST', '/account/totp'),
    () => browser.json('POST', '/account/totp/confirm', { code: '123456' }),
    () => browser.json('DELETE', '/account/totp'),
    () => browser.json('POST', '/account/recovery-codes'),
    () => browser.json('POST', '/account/password', { currentPassword: 'x', newPassword: 'y' }),
  ];

  async function assertNeedsProof(browser: TestBrowser): Promise<void> {
    for (const attempt of attempts(browser)) {
      const answer = await attempt();
      assert.deepEqual([answer.statusCode, answer.json().code], [403, 'reauthentication_required']);
    }
  }

  it('needs a fresh proof, and changes nothing without one (M06)', async () => {
    apps.one.clock.advance(minutes(11));
    for (const person of [plain, guarded]) {
      const before = [await secretsOf(person), await auditOf(apps.one, person.email)];
      await assertNeedsProof(person.browser);
      assert.deepEqual([await secretsOf(person), await auditOf(apps.one, person.email)], before);
    }
  });

  it('is not helped by the password alone while a second factor is on (M06)', async () => {
    apps.one.clock.advance(minutes(11));
    const { browser, password } = guarded;
    const refused = await browser.json('POST', '/confirm-identity', { password });
    assert.deepEqual([refused.statusCode, refused.json().errors[0].field], [422, 'code']);
    await assertNeedsProof(browser);
    const form = await browser.submit('/confirm-identity', { password });
    assert.equal(form.statusCode, 422);
    assert.equal(
      (await browser.json('POST', '/confirm-identity', { password, code: '000000' })).statusCode,
      401,
    );
    await assertNeedsProof(browser);
    assert.equal(
      (await browser.json('POST', '/confirm-identity', { code: codeOf(guarded) })).statusCode,
      204,
    );
    assert.equal((await browser.json('DELETE', '/account/totp')).statusCode, 204);
  });

  it('is not helped by a fresh session that never saw the second factor (M06)', async () => {
    const session = await apps.one.nouns.sessions.resume(tokenOf(guarded.browser));
    const { userId, email, securityVersion, ip, userAgent } = session ?? assert.fail();
    const client = { ip, userAgent };
    const started = await apps.one.nouns.sessions.start({
      userId,
      email,
      securityVersion,
      client,
      assuranceLevel: 'aal1',
      isRemembered: false,
    });
    const browser = createBrowser(apps.one);
    browser.cookies.set('session', started?.token ?? '');
    assert.equal((await browser.json('GET', '/session')).json().session.assuranceLevel, 'aal1');
    await assertNeedsProof(browser);
  });

  it('is not helped by a session from before the factor was turned on (M06)', async () => {
    const older = createBrowser(apps.one);
    await signIn(older, plain);
    const { secret } = (await plain.browser.json('POST', '/account/totp')).json();
    await plain.browser.json('POST', '/account/totp/confirm', { code: nextCode(apps.one, secret) });
    assert.equal((await older.json('GET', '/session')).statusCode, 401);
  });

  it('is told to the owner at once (M06)', async () => {
    await guarded.browser.json('POST', '/account/recovery-codes');
    await guarded.browser.json('DELETE', '/account/totp');
    await apps.one.runJobs();
    assert.deepEqual(subjectsTo(apps.one, guarded.email).slice(1).sort(), [
      'New recovery codes',
      'Second factor turned off',
      'Second factor turned on',
    ]);
    const events = (await auditOf(apps.one, guarded.email)).filter((type) => /totp|recovery/.test(type));
    assert.deepEqual(events.sort(), ['recovery_codes_issued', 'totp_turned_off', 'totp_turned_on']);
  });

  it('leaves the active secret alone until the new one is confirmed (M07)', async () => {
    const before = await secretsOf(guarded);
    const enrolled = await guarded.browser.json('POST', '/account/totp', {
      secret: 'A'.repeat(32),
      email: 'x@y.example',
    });
    assert.equal(enrolled.statusCode, 201);
    assert.notEqual(enrolled.json().secret, 'A'.repeat(32));
    assert.equal(enrolled.json().secret.length, 32, '160 bits');
    assert.ok(enrolled.json().otpauthUri.includes(encodeURIComponent(guarded.email)));
    assert.equal(
      (await guarded.browser.json('POST', '/account/totp/confirm', { code: '000000' })).statusCode,
      401,
    );
    assert.deepEqual(await secretsOf(guarded), before);
  });

  it('confirms only the latest secret, in the session that asked for it, within ten minutes (M07)', async () => {
    const { browser } = plain;
    const first = (await browser.json('POST', '/account/totp')).json().secret;
    const second = (await browser.json('POST', '/account/totp')).json().secret;
    const confirm = async (by: TestBrowser, secret: string) =>
      (await by.json('POST', '/account/totp/confirm', { code: codeAt(secret, apps.one.clock.now()) }))
        .statusCode;
    assert.equal(await confirm(browser, first), 401);

    const other = createBrowser(apps.one);
    await signIn(other, plain);
    assert.equal(await confirm(other, second), 401);

    apps.one.clock.advance(minutes(10));
    await browser.json('POST', '/confirm-identity', { password: plain.password });
    assert.equal(await confirm(browser, second), 401);
    const third = (await browser.json('POST', '/account/totp')).json().secret;
    assert.equal(await confirm(browser, third), 200);
  });

  it('limits wrong confirmations like every other code (M07)', async () => {
    const strict = await buildTestApp({
      sharing: apps.one,
      environment: { ...ROOMY, LIMIT_SECOND_STEP_PERSON_FREE: '3' },
    });
    const thief = createBrowser(strict);
    await signIn(thief, plain);
    await thief.json('POST', '/account/totp');
    const statuses = [];
    for (let round = 0; round < 5; round += 1)
      statuses.push((await thief.json('POST', '/account/totp/confirm', { code: '000000' })).statusCode);
    assert.deepEqual(statuses, [401, 401, 401, 429, 429]);
    await strict.close();
  });

  it('turned off, a factor and its recovery codes are dead on every instance at once (M12)', async () => {
    const { browser, email, password, totp } = guarded;
    const waiting = createBrowser(apps.two);
    await waiting.json('POST', '/sign-in', { email, password });
    assert.equal((await browser.json('DELETE', '/account/totp')).statusCode, 204);
    for (const code of [codeOf(guarded), totp?.recoveryCodes[0]]) {
      const answer = await waiting.json('POST', '/sign-in/second-factor', { code });
      assert.equal(answer.statusCode, 401);
    }
    const { totp: isOn, recoveryCodesLeft } = (await browser.json('GET', '/account/second-factor')).json();
    assert.deepEqual([isOn, recoveryCodesLeft], [false, 0]);
    assert.equal((await signIn(createBrowser(apps.two), guarded)).status, 'signed_in');
  });

  it('replaced, the old secret and the old codes are dead (M12)', async () => {
    const { browser, totp } = guarded;
    const before = createBrowser(apps.two);
    await before.json('POST', '/sign-in', guarded);
    const usual = { code: nextCode(apps.one, totp?.secret ?? '') };
    assert.equal((await before.json('POST', '/sign-in/second-factor', usual)).statusCode, 200);

    const { secret } = (await browser.json('POST', '/account/totp')).json();
    await browser.json('POST', '/account/totp/confirm', { code: nextCode(apps.one, secret) });
    for (const code of [codeOf(guarded), totp?.recoveryCodes[1]]) {
      const elsewhere = createBrowser(apps.two);
      await elsewhere.json('POST', '/sign-in', guarded);
      assert.equal((await elsewhere.json('POST', '/sign-in/second-factor', { code })).statusCode, 401);
    }
  });
});
