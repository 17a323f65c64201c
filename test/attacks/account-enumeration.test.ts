import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { hashes, masked, rows, subjectsTo } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY, ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const form = (fields: Record<string, string>) => new URLSearchParams(fields);

describe('account enumeration (E01, E03, E04)', () => {
  let testApp: TestApp;
  let known: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...ROOMY, LIMIT_MAIL_MAILBOX_HOURLY: '10' } });
    known = await aPerson(testApp, { isSignedIn: false });
  });
  after(() => testApp.close());

  it('answers every kind of wrong sign-in alike (E01)', async () => {
    const waiting = {
      email: 'waiting@example.org',
      password: 'a phrase of its own',
      firstName: 'W',
      lastName: 'W',
    };
    await send(testApp, '/api/v1/sign-up', { body: waiting });
    const disabled = await aPerson(testApp, { isSignedIn: false });
    await rows(testApp, sql`UPDATE users SET disabled_at = now() WHERE email = ${disabled.email}`);
    const withTotp = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    const cases = [
      { email: 'nobody@example.org', password: 'a wrong phrase here' },
      { email: known.email, password: 'a wrong phrase here' },
      { email: waiting.email, password: 'a wrong phrase here' },
      waiting,
      { email: disabled.email, password: disabled.password },
      { email: withTotp.email, password: 'a wrong phrase here' },
    ];
    const json = [];
    const pages = [];
    for (const { email, password } of cases) {
      json.push(masked(await send(testApp, '/api/v1/sign-in', { body: { email, password } })));
      pages.push(masked(await send(testApp, '/sign-in', { body: form({ email, password }) }), email));
    }
    for (const answer of json) assert.deepEqual(answer, json[0]);
    for (const answer of pages) assert.deepEqual(answer, pages[0]);
    assert.equal((json[0] as { status: number }).status, 401);
    assert.equal((pages[0] as { status: number }).status, 401);
  });

  it('answers a sign-up with a known, a waiting and a new address alike and hashes in each (E03)', async () => {
    const profile = { password: 'a phrase of its own', firstName: 'New', lastName: 'Person' };
    const answers = [];
    for (const email of [known.email, 'fresh@example.org', 'fresh@example.org']) {
      const before = await hashes(testApp);
      const json = await send(testApp, '/api/v1/sign-up', { body: { email, ...profile } });
      const page = await send(testApp, '/sign-up', { body: form({ email, ...profile }) });
      assert.equal((await hashes(testApp)) - before, 2);
      assert.equal(json.statusCode, 202);
      assert.deepEqual(
        json.cookies.map(({ name }) => name),
        ['sign_up'],
      );
      answers.push([masked(json), masked(page)]);
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);

    await testApp.runJobs();
    assert.deepEqual(subjectsTo(testApp, known.email).slice(1), [
      'You already have an account',
      'You already have an account',
    ]);
    const told = testApp.mailer.sent.findLast(({ to }) => to === known.email);
    assert.doesNotMatch(told?.text ?? '', /token=/);
    assert.equal(new Set(subjectsTo(testApp, 'fresh@example.org')).size, 1);
  });

  it('shows an address as it was typed, never as it is stored, whether it is known or not (E08)', async () => {
    const stored = known.email;
    const spell = (email: string) => email.replace('p', 'P').replace('example', 'Example');
    const profile = { password: 'a phrase of its own', firstName: 'New', lastName: 'Person' };
    const forms: [path: string, fields: Record<string, string>, status: number][] = [
      ['/sign-in', { password: 'a wrong phrase here' }, 401],
      ['/sign-in', { password: '' }, 422],
      ['/sign-up', { ...profile, firstName: '' }, 422],
      ['/sign-up', { ...profile, password: 'password123' }, 422],
    ];
    for (const [path, fields, status] of forms) {
      const answers = [];
      for (const email of [spell(stored), 'ParaPet-1@Example.org']) {
        const page = await send(testApp, path, { body: form({ ...fields, email }) });
        assert.equal(page.statusCode, status, path);
        assert.ok(page.body.includes(`value="${email}"`), `${path} shows ${email}`);
        assert.ok(!page.body.includes(stored));
        answers.push(masked(page, email));
      }
      assert.deepEqual(answers[0], answers[1], path);
    }
    for (const email of [spell(stored), 'ParaPet-2@Example.org']) {
      const body = { email, password: 'a wrong phrase here' };
      const { body: rejected } = await send(testApp, '/api/v1/sign-in', { body });
      const { body: asked } = await send(testApp, '/api/v1/forgot-password', { body });
      assert.ok(!/example\.org/i.test(rejected + asked), 'calls show none');
    }
  });

  it('looks a forgotten address up only after the answer (E04)', async () => {
    await testApp.runJobs();
    const before = await rows(testApp, sql`SELECT * FROM mail_queue`);
    await send(testApp, '/api/v1/forgot-password', { body: { email: known.email } });
    assert.equal((await rows(testApp, sql`SELECT * FROM mail_queue`)).length, before.length);
    await testApp.runJobs();
    assert.equal((await rows(testApp, sql`SELECT * FROM mail_queue`)).length, before.length + 1);
  });

  it('does what a known address takes at the next full second, not during the asker’s next requests (E04)', async () => {
    await testApp.runJobs();
    const { resetRequests } = testApp.nouns;
    resetRequests.onRecorded(testApp.jobs.answerResetRequests.wake);
    const second = () => Math.floor(Date.now() / 1_000);
    // Early in one: what is done at once is done before it ends.
    while (Date.now() % 1_000 > 200) await pause(10);
    const asked = second();
    await send(testApp, '/api/v1/forgot-password', { body: { email: known.email } });
    while ((await resetRequests.listWaiting(testApp.platform.databases.primary)).length > 0) await pause(5);
    assert.ok(second() > asked);
    resetRequests.onRecorded(() => {});
  });

  it('answers a forgotten password alike while the mail server is away, however often (E04)', async () => {
    testApp.mailer.isDown = true;
    testApp.allowLog('a mail was not taken');
    // More than a mailbox gets: that it had its mails does not show either.
    const ask = async (email: string) => {
      const answers = [];
      for (let round = 0; round < 6; round += 1) {
        answers.push(masked(await send(testApp, '/api/v1/forgot-password', { body: { email } }), email));
        answers.push(masked(await send(testApp, '/forgot-password', { body: form({ email }) }), email));
      }
      return answers;
    };
    assert.deepEqual(await ask(known.email), await ask('nobody@example.org'));
    await testApp.runJobs();
    testApp.mailer.isDown = false;
  });
});

describe('account enumeration by limits (E04, E05)', () => {
  let testApp: TestApp;
  let known: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...ROOMY_CLIENTS, LIMIT_MAIL_CLIENT_HOURLY: '5' } });
    known = await aPerson(testApp, { isSignedIn: false });
  });
  after(() => testApp.close());

  it('refuses the sixth request for a reset link whether the address is known or not (E04)', async () => {
    const statuses = async (email: string, from: string) => {
      const found = [];
      for (let round = 0; round < 8; round += 1)
        found.push((await send(testApp, '/api/v1/forgot-password', { body: { email }, from })).statusCode);
      return found;
    };
    const ofKnown = await statuses(known.email, '192.0.2.1');
    assert.deepEqual(ofKnown, await statuses('nobody@example.org', '192.0.2.2'));
    assert.deepEqual(ofKnown, [202, 202, 202, 202, 202, 429, 429, 429]);
    await testApp.runJobs();
  });

  it('makes known and unknown addresses wait alike over thirty failures (E05)', async () => {
    const sequence = async (email: string) => {
      const found = [];
      for (let round = 0; round < 30; round += 1) {
        const answer = await send(testApp, '/api/v1/sign-in', {
          body: { email, password: 'a wrong phrase' },
        });
        found.push([answer.statusCode, answer.headers['retry-after']]);
        if (round % 6 === 5) testApp.clock.advance(minutes(1));
      }
      return found;
    };
    const ofKnown = await sequence(known.email);
    assert.deepEqual(ofKnown, await sequence('nobody-else@example.org'));
    assert.deepEqual(ofKnown[5], [429, '1']);
    testApp.clock.advance(minutes(60 * 25));
  });

  it('answers a right password during the wait like a wrong one and opens nothing (E05)', async () => {
    const { email, password } = known;
    for (let round = 0; round < 5; round += 1)
      await send(testApp, '/api/v1/sign-in', { body: { email, password: 'a wrong phrase' } });
    const wrong = await send(testApp, '/api/v1/sign-in', { body: { email, password: 'a wrong phrase' } });
    const right = await send(testApp, '/api/v1/sign-in', { body: { email, password } });
    assert.equal(right.statusCode, 429);
    assert.deepEqual(masked(right), masked(wrong));
    assert.equal(right.headers['set-cookie'], undefined);
    testApp.clock.advance(minutes(1));
    assert.equal((await send(testApp, '/api/v1/sign-in', { body: { email, password } })).statusCode, 200);
  });
});
