import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { hours, minutes, seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf, countOf, hashes, masked, rows, subjectsTo, verifications } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

/** As a robot reads it off the page: a text field that is out of the tab order. */
const TRAP = /<input type="text" id="\w+" name="(\w+)"[^>]*tabindex="-1"[^>]*>/s;
const PROFILE = { password: 'a phrase of its own', firstName: 'New', lastName: 'Person' };

describe('a field that no person sees, filled in (R16)', () => {
  let testApp: TestApp;
  let person: Person;
  let trap = '';
  let count = 0;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY_CLIENTS });
    person = await aPerson(testApp, { isSignedIn: false });
    trap = TRAP.exec((await send(testApp, '/sign-up')).body)?.[1] ?? '';
    assert.ok(trap);
  });
  after(() => testApp.close());

  /** Each robot comes from an address of its own, so that none is asked for more than another. */
  const robot = () => {
    count += 1;
    return `203.0.113.${count}`;
  };
  const filled = () => ({ [trap]: 'Best offer' });
  const form = (fields: object) => new URLSearchParams(fields as Record<string, string>);
  /** To the API and by the form, each from a robot of its own. */
  const sendBoth = async (path: string, fields: object) => ({
    json: await send(testApp, `/api/v1${path}`, { body: fields, from: robot() }),
    page: await send(testApp, path, { body: form(fields), from: robot() }),
  });
  type Both = Awaited<ReturnType<typeof sendBoth>>;
  const assertAlike = (trapped: Both, ordinary: Both) => {
    assert.deepEqual(masked(trapped.json), masked(ordinary.json));
    assert.deepEqual(masked(trapped.page), masked(ordinary.page));
  };
  const flagged = async () =>
    (
      await rows(
        testApp,
        sql<{ n: number }>`SELECT count(*)::int AS n FROM audit_log WHERE type = 'honeypot_filled'`,
      )
    )[0]?.n;

  it('is on each of the three forms, out of the way of people, readers and autofill', async () => {
    for (const path of ['/sign-up', '/sign-in', '/forgot-password']) {
      const { body } = await send(testApp, path);
      const [field = '', name] = TRAP.exec(body) ?? [];
      assert.equal(name, trap, path);
      assert.match(field, /value="" tabindex="-1" autocomplete="off"/);
      assert.match(
        body,
        new RegExp(`aria-hidden="true">\\s*<label for="${trap}">Leave this field empty</label>`),
      );
    }
  });

  it('gets the answer of an ordinary sign-up, the same work done, and no row and no mail', async () => {
    const [before, work] = [await countOf(testApp, 'sign_ups'), await hashes(testApp)];
    const wishes = { email: 'victim@example.org', ...PROFILE };
    const trapped = await sendBoth('/sign-up', { ...wishes, ...filled() });
    assert.equal(await countOf(testApp, 'sign_ups'), before);
    assert.equal(await hashes(testApp), work + 2);
    await testApp.runJobs();
    assert.deepEqual(subjectsTo(testApp, 'victim@example.org'), []);

    assertAlike(trapped, await sendBoth('/sign-up', { email: 'new@example.org', ...PROFILE }));
    assert.equal(trapped.json.statusCode, 202);
  });

  it('gets the answer of an ordinary failure at sign-in, also with the right password, after the same work', async () => {
    const { email, password } = person;
    const before = await verifications(testApp);
    const trapped = await sendBoth('/sign-in', { email, password, ...filled() });
    assert.equal(await verifications(testApp), before + 2);
    assertAlike(trapped, await sendBoth('/sign-in', { email, password: 'a wrong phrase here' }));
    assert.equal(trapped.json.statusCode, 401);
  });

  it('gets the answer of an ordinary forgotten password, and mails nobody', async () => {
    const { email } = person;
    const trapped = await sendBoth('/forgot-password', { email, ...filled() });
    assert.equal(await countOf(testApp, 'reset_requests'), 0);
    await testApp.runJobs();
    assert.deepEqual(
      subjectsTo(testApp, email).filter((subject) => subject === 'Choose a new password'),
      [],
    );
    assertAlike(trapped, await sendBoth('/forgot-password', { email: 'nobody@example.org' }));
  });

  it('is written down once each, and counted', async () => {
    const before = await flagged();
    const metric = async () => {
      const { values } = await testApp.platform.metrics.honeypotTrips.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    };
    const trips = await metric();
    const body = { email: 'a@example.org', ...PROFILE, ...filled() };
    await send(testApp, '/api/v1/sign-up', { body, from: robot() });
    assert.equal(await flagged(), Number(before) + 1);
    assert.equal(await metric(), trips + 1);
  });

  it('whatever JSON puts into it', async () => {
    const before = Number(await flagged());
    const values = ['x', ' ', 1, 0, true, [], {}];
    for (const value of values) {
      const body = { email: 'a@example.org', ...PROFILE, [trap]: value };
      assert.equal((await send(testApp, '/api/v1/sign-up', { body, from: robot() })).statusCode, 202);
    }
    assert.equal(Number(await flagged()) - before, values.length);
    for (const value of ['', null, false])
      await send(testApp, '/api/v1/sign-up', {
        body: { email: 'a@example.org', ...PROFILE, [trap]: value },
        from: robot(),
      });
    assert.equal(Number(await flagged()) - before, values.length, 'empty is not filled in');
  });

  it('does not silence the warning to the owner, nor hide from the operator', async () => {
    const victim = await aPerson(testApp, { isSignedIn: false });
    testApp.mailer.sent.length = 0;
    for (let tries = 1; tries <= 10; tries += 1) {
      const body = { email: victim.email, password: 'a wrong guess', ...(tries === 10 && filled()) };
      const from = robot();
      assert.equal((await send(testApp, '/api/v1/sign-in', { body, from })).statusCode, 401);
      testApp.clock.advance(minutes(2));
    }
    await testApp.runJobs();
    assert.equal(subjectsTo(testApp, victim.email).length, 1);
    assert.ok((await auditOf(testApp, victim.email)).includes('honeypot_filled'));
  });

  it('does not keep out a browser that signed in before, whose extension fills in everything', async () => {
    const { browser, email, password } = await aPerson(testApp);
    const answer = await browser.submit('/sign-in', { email, password, ...filled() });
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/dashboard']);
  });
});

describe('what a filled trap costs a client (R16)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: { PROOF_OF_WORK: 'off' } });
  });
  after(() => testApp.close());

  it('is three quarters of its budgets for an hour', async () => {
    const trap = TRAP.exec((await send(testApp, '/sign-up')).body)?.[1] ?? '';
    const from = '203.0.113.77';
    const signUp = (extra = {}, count = 0) =>
      send(testApp, '/api/v1/sign-up', {
        body: { email: `p${count}@example.org`, ...PROFILE, ...extra },
        from,
      });
    const guess = (count: number) =>
      send(testApp, '/api/v1/sign-in', {
        body: { email: `p${count}@example.org`, password: 'a wrong guess' },
        from,
      });
    await signUp({ [trap]: 'Best offer' });
    const statuses = [];
    for (let tries = 0; tries < 7; tries += 1) statuses.push((await signUp({}, tries)).statusCode);
    assert.deepEqual(statuses, [202, 202, 202, 202, 202, 429, 429]);
    const guesses = [];
    for (let tries = 0; tries < 9; tries += 1) guesses.push((await guess(tries)).statusCode);
    assert.deepEqual(guesses, [401, 401, 401, 401, 401, 401, 401, 429, 429]);
    testApp.clock.advance(hours(1));
    assert.equal((await guess(20)).statusCode, 401);
    const other = await createBrowser(testApp).json('POST', '/sign-up', {
      email: 'x@example.org',
      ...PROFILE,
    });
    assert.equal(other.statusCode, 202, 'others are not counted with it');
  });
});

describe('a form sent faster than anybody types (R16)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  const stampOf = (body: string) => /name="openedAt" value="([\w-]+)"/.exec(body)?.[1] ?? '';
  const submit = (path: string, fields: Record<string, string>) =>
    createBrowser(testApp).submit(path, fields);

  it('comes back with what was typed at sign-up and forgotten password, and goes through when sent again', async () => {
    for (const [path, fields] of [
      ['/sign-up', { email: 'quick@example.org', ...PROFILE }],
      ['/forgot-password', { email: 'quick@example.org' }],
    ] as const) {
      const openedAt = stampOf((await send(testApp, path)).body);
      const again = await submit(path, { ...fields, openedAt });
      assert.equal(again.statusCode, 422, path);
      assert.match(again.body, /send it again/);
      assert.match(again.body, /value="quick@example.org"/);
      const accepted = await submit(path, { ...fields, openedAt: stampOf(again.body) });
      assert.equal(accepted.statusCode, 303, path);
    }
  });

  it('comes back from a page of yesterday, or with a stamp that is not ours', async () => {
    const openedAt = stampOf((await send(testApp, '/sign-up')).body);
    testApp.clock.advance(hours(12));
    testApp.clock.advance(seconds(1));
    for (const stamp of [openedAt, 'forged'])
      assert.equal(
        (await submit('/sign-up', { email: 'q@example.org', ...PROFILE, openedAt: stamp })).statusCode,
        422,
      );
  });

  it('is answered as always at sign-in: password managers are fast', async () => {
    const { email, password } = await aPerson(testApp, { isSignedIn: false });
    const openedAt = stampOf((await send(testApp, '/sign-in')).body);
    assert.equal((await submit('/sign-in', { email, password, openedAt })).statusCode, 303);
  });
});
