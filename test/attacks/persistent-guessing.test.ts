import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { CanonicalEmail } from '#domain/email-address.ts';
import { type Duration, days, hours, minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { countOf, masked, rows, subjectsTo } from '#test/support/observe.ts';
import { aPerson, signIn } from '#test/support/people.ts';
import { send } from '#test/support/send.ts';

const WARNING = 'Somebody keeps trying passwords on your account';
const WRONG = 'a wrong guess';

describe('going on guessing behind the owner’s back (R09, V14)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  let tries = 0;
  /** Each from an address of its own, once the wait is over. */
  const fail = async (email: string, times: number) => {
    const answers = [];
    for (let index = 0; index < times; index += 1) {
      tries += 1;
      testApp.clock.advance(minutes(15));
      const from = `198.51.${(tries >> 8) % 256}.${tries % 256}`;
      answers.push(await send(testApp, '/api/v1/sign-in', { body: { email, password: WRONG }, from }));
    }
    return answers;
  };
  const warnings = async (email: string) => {
    await testApp.runJobs();
    return subjectsTo(testApp, email).filter((subject) => subject === WARNING).length;
  };

  it('is told to the owner from the tenth failure on, once a day however long it lasts', async () => {
    const { email } = await aPerson(testApp);
    const start = testApp.clock.now().getTime();
    const toldAt: number[] = [];
    while (testApp.clock.now().getTime() - start < days(5)) {
      await fail(email, 1);
      const told = await warnings(email);
      if (told > toldAt.length) toldAt.push(testApp.clock.now().getTime() - start);
      assert.equal(told, toldAt.length, 'never two at once');
    }
    assert.equal(toldAt[0], minutes(15 * 10));
    assert.ok(toldAt.length >= 4, `${toldAt.length} in five days`);
    for (const [index, at] of toldAt.slice(1).entries()) {
      const between = (at - Number(toldAt[index])) as Duration;
      assert.ok(between >= days(1) && between <= hours(24 + 3), `${between / hours(1)} hours`);
    }
  });

  it('is told with one link, which is good for nothing by itself', async () => {
    const { email } = await aPerson(testApp);
    await fail(email, 10);
    assert.equal(await warnings(email), 1);
    const text = testApp.mailer.sent.at(-1)?.text ?? '';
    assert.deepEqual(text.match(/http\S+/g), [`${testApp.config.publicUrl}/forgot-password`]);
    assert.match(text, /None of them got in\..*address 198\.51\.\d+\.\d+\..*keep working/s);
  });

  it('leaves the same trace and gets the same answers whether the address is known or not', async () => {
    const { email: known } = await aPerson(testApp);
    const unknown = known.replace('person', 'nobody');
    const traces = [];
    for (const email of [known, unknown]) {
      const trace = [];
      for (const answer of await fail(email, 9)) trace.push(masked(answer, email));
      assert.equal(await countOf(testApp, 'failure_streaks'), 0);
      for (const answer of await fail(email, 1)) trace.push(masked(answer, email));
      const [row] = await rows(testApp, sql<object>`SELECT * FROM failure_streaks`);
      const noted = { ...row, id: '', ip: '', noted_at: '' };
      assert.equal(await warnings(email), email === known ? 1 : 0);
      assert.equal(await countOf(testApp, 'failure_streaks'), 0, 'the row is gone either way');
      traces.push([...trace, JSON.parse(JSON.stringify(noted).replace(email, '<email>'))]);
    }
    assert.deepEqual(traces[0], traces[1]);
  });

  it('is neither what the owner mistypes on a known device, nor a right password in between', async () => {
    const { email, password, browser } = await aPerson(testApp);
    for (let slip = 0; slip < 25; slip += 1) {
      testApp.clock.advance(minutes(15));
      assert.equal((await browser.json('POST', '/sign-in', { email, password: WRONG })).statusCode, 401);
    }
    assert.equal(await countOf(testApp, 'failure_streaks'), 0);

    await fail(email, 9);
    testApp.clock.advance(minutes(15));
    await signIn(createBrowser(testApp), { email, password });
    assert.equal(await countOf(testApp, 'failure_streaks'), 0);
    await fail(email, 1);
    assert.equal(await countOf(testApp, 'failure_streaks'), 1);
    assert.equal(await warnings(email), 1);
  });

  it('is told also when strangers used up the mailbox, and uses up nothing of it itself', async () => {
    const { email } = await aPerson(testApp);
    const asked = async () => {
      for (let count = 0; count < 10; count += 1)
        await send(testApp, '/api/v1/forgot-password', { body: { email }, from: `203.0.113.${count}` });
      await testApp.runJobs();
      return subjectsTo(testApp, email).filter((subject) => subject === 'Choose a new password').length;
    };
    await fail(email, 9);
    testApp.clock.advance(hours(1));
    const linksBefore = await asked();
    await fail(email, 1);
    assert.equal(await warnings(email), 1);
    testApp.clock.advance(hours(1));
    assert.equal((await asked()) - linksBefore, linksBefore, 'as many links an hour as without the warning');
  });

  it('is noticed at the other doors for the password too, behind a stolen session', async () => {
    const doors: [string, object][] = [
      ['/confirm-identity', { password: WRONG }],
      ['/account/password', { currentPassword: WRONG, newPassword: 'a new phrase' }],
    ];
    for (const [door, body] of doors) {
      const person = await aPerson(testApp);
      await fail(person.email, 9);
      testApp.clock.advance(minutes(15));
      await signIn(person.browser, person);
      const thief = createBrowser(testApp);
      thief.cookies.set('session', person.browser.cookies.get('session') ?? '');
      assert.equal((await thief.json('POST', door, body)).statusCode, 401);
      assert.equal(await countOf(testApp, 'failure_streaks'), 1, door);
      await testApp.runJobs();
    }
  });

  it('is one mail when several streaks are worked off side by side by two instances', async () => {
    const other = await buildTestApp({ sharing: testApp });
    const { email } = await aPerson(testApp);
    const client = { ip: '192.0.2.1', userAgent: 'curl/8' };
    const { failureStreaks } = testApp.nouns;
    for (let streak = 1; streak <= 24; streak += 1)
      await failureStreaks.note(testApp.platform.databases.primary, email as CanonicalEmail, client, 10);
    await Promise.all([testApp, other].map(({ jobs }) => jobs.warnOfFailures.runOnce()));
    assert.equal(await warnings(email), 1);
    assert.equal(await countOf(testApp, 'failure_streaks'), 0);
    await other.close();
  });
});
