import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { seconds } from '#platform/duration.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf, countOf, rows, subjectsTo, userIdOf } from '#test/support/observe.ts';
import { buildOperatedApp, type OperatedApp } from '#test/support/operator.ts';
import { aPerson, nextCode, type Person, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('what operators do to somebody’s account', () => {
  let testApp: OperatedApp;
  before(async () => {
    testApp = await buildOperatedApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  const idOf = ({ email }: Person) => userIdOf(testApp, email);
  const statusOf = async ({ browser }: Person) => (await browser.json('GET', '/session')).statusCode;
  const trySignIn = ({ email, password }: Person) =>
    createBrowser(testApp).json('POST', '/sign-in', { email, password });
  /** What came of a command: the answer, the records it left, the mails it caused. */
  const run = async (command: string, person: Person, name = person.email) => {
    const audited = (await auditOf(testApp, person.email)).length;
    await testApp.runJobs();
    testApp.clock.advance(seconds(1));
    const mailed = subjectsTo(testApp, person.email).length;
    const answer = await testApp.operator.run(`/users/${command}`, { user: name });
    assert.equal(answer.statusCode, 200, answer.body);
    await testApp.runJobs();
    return {
      body: answer.json(),
      records: (await auditOf(testApp, person.email)).slice(audited),
      mails: subjectsTo(testApp, person.email).slice(mailed),
    };
  };

  it('is disabling: sessions end, signing in fails like for a stranger, one record, one mail', async () => {
    const person = await aPerson(testApp);
    await signIn(createBrowser(testApp), person);
    const { body, records, mails } = await run('disable', person);
    const user = { id: await idOf(person), email: person.email };
    assert.deepEqual(body, { changed: true, user, sessionsEnded: 2 });
    assert.deepEqual(records, ['user_disabled']);
    assert.deepEqual(mails, ['Your account was disabled by an operator']);
    assert.equal(await statusOf(person), 401);
    const refused = await trySignIn(person);
    assert.deepEqual([refused.statusCode, refused.json().code], [401, 'invalid_credentials']);
  });

  it('is enabling: signing in works again, what was open before stays closed', async () => {
    const person = await aPerson(testApp);
    await run('disable', person);
    const { body, records, mails } = await run('enable', person);
    assert.equal(body.changed, true);
    assert.deepEqual(records, ['user_enabled']);
    assert.deepEqual(mails, ['Your account was enabled by an operator']);
    assert.equal(await statusOf(person), 401);
    assert.equal((await trySignIn(person)).statusCode, 200);
  });

  it('is ending all sessions, the account going on', async () => {
    const person = await aPerson(testApp);
    const { body, records, mails } = await run('end-sessions', person);
    assert.deepEqual([body.changed, body.sessionsEnded], [true, 1]);
    assert.deepEqual(records, ['sessions_ended_by_operator']);
    assert.deepEqual(mails, ['Your devices were signed out by an operator']);
    assert.equal(await statusOf(person), 401);
    assert.equal((await trySignIn(person)).statusCode, 200);
  });

  it('is removing the second factor, recovery codes included: the password alone lets in', async () => {
    const person = await aPerson(testApp, { hasTotp: true });
    const { body, records, mails } = await run('remove-second-factor', person);
    assert.deepEqual([body.changed, body.sessionsEnded], [true, 1]);
    assert.deepEqual(records, ['second_factor_removed_by_operator']);
    assert.deepEqual(mails, ['Your second factor was removed by an operator']);
    assert.equal(await countOf(testApp, 'recovery_codes'), 0);
    const browser = createBrowser(testApp);
    assert.equal((await signIn(browser, person)).status, 'signed_in');
    assert.deepEqual((await browser.json('GET', '/account/second-factor')).json(), {
      totp: false,
      recoveryCodesLeft: 0,
    });
  });

  it('is nothing where it is so already: no record, no mail, no session ended', async () => {
    const active = await aPerson(testApp);
    for (const command of ['enable', 'remove-second-factor']) {
      const { body, records, mails } = await run(command, active);
      assert.deepEqual([body.changed, body.sessionsEnded, records, mails], [false, 0, [], []], command);
    }
    assert.equal(await statusOf(active), 200);
    await run('disable', active);
    const { body, records, mails } = await run('disable', active);
    assert.deepEqual([body.changed, records, mails], [false, [], []]);
  });

  it('may be done by id, and by an address in any spelling', async () => {
    const person = await aPerson(testApp);
    assert.equal((await run('disable', person, await idOf(person))).body.changed, true);
    assert.equal((await run('enable', person, ` ${person.email.toUpperCase()}`)).body.changed, true);
  });

  it('is 404 for somebody unknown, and 422 for what is neither address nor id', async () => {
    for (const command of ['disable', 'enable', 'end-sessions', 'remove-second-factor']) {
      for (const user of ['nobody@example.org', '01890000-0000-7000-8000-000000000000']) {
        const answer = await testApp.operator.run(`/users/${command}`, { user });
        assert.deepEqual([answer.statusCode, answer.json().code], [404, 'not_found']);
      }
      for (const user of ['robin', '', "x' OR 1=1 --", ['a@example.org'], undefined]) {
        const answer = await testApp.operator.run(`/users/${command}`, { user });
        assert.deepEqual([answer.statusCode, answer.json().errors?.[0]?.field], [422, 'user']);
      }
    }
  });

  it('is recorded as done by an operator, from no client, and the person reads so', async () => {
    const person = await aPerson(testApp);
    await run('end-sessions', person);
    const [record] = await rows(
      testApp,
      sql`SELECT ip, user_agent, detail FROM audit_log WHERE type = 'sessions_ended_by_operator'
        AND user_id = ${await idOf(person)}`,
    );
    assert.deepEqual(record, { ip: null, user_agent: null, detail: { by: 'operator' } });
    await signIn(person.browser, person);
    const page = await person.browser.get('/account/activity');
    assert.match(page.body, /All devices were signed out by an operator/);
  });

  it('stands or falls with its record and its mail', async () => {
    const person = await aPerson(testApp, { hasTotp: true });
    testApp.allowLog('unexpected error');
    for (const table of ['audit_log', 'mail_queue']) {
      await rows(testApp, sql`ALTER TABLE ${sql.table(table)} RENAME TO away`);
      for (const command of ['disable', 'end-sessions', 'remove-second-factor'])
        assert.equal(
          (await testApp.operator.run(`/users/${command}`, { user: person.email })).statusCode,
          500,
        );
      await rows(testApp, sql`ALTER TABLE away RENAME TO ${sql.table(table)}`);
    }
    assert.equal(await statusOf(person), 200);
    const { browser, totp } = person;
    assert.ok(totp);
    browser.cookies.clear();
    assert.equal((await signIn(browser, person)).status, 'second_factor_required');
    const code = nextCode(testApp, totp.secret);
    assert.equal((await browser.json('POST', '/sign-in/second-factor', { code })).statusCode, 200);
  });

  it('ends wrong codes in a row with the factor they were for', async () => {
    const person = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    const browser = createBrowser(testApp);
    await signIn(browser, person);
    await browser.json('POST', '/sign-in/second-factor', { code: '000000' });
    await run('remove-second-factor', person);
    const lifted = (await testApp.operator.run('/unban', { address: person.email })).json().lifted as {
      limit: string;
    }[];
    assert.ok(!lifted.some(({ limit }) => limit === 'second_step_in_a_row'));
    assert.ok(lifted.some(({ limit }) => limit === 'second_step_per_person'));
  });
});
