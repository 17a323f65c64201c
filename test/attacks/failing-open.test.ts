import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { writing } from '#platform/database/database.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { type Answer, createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { verifications } from '#test/support/observe.ts';
import { refusedConnection, whileDatabaseIsAway, withState } from '#test/support/outage.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

/** What the drivers throw when nobody answers. */
const TIMED_OUT = () => new Error('Command timed out');
const NO_WRITES = () => new Error("Stream isn't writeable and enableOfflineQueue options is false");

describe('a store that does not answer (F06, F13, F14)', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    testApp.allowLog(
      'a store is unavailable',
      'whether somebody is signed in cannot be known',
      'whether somebody is suspect cannot be known',
    );
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  function withoutState(failure: () => Error, work: () => Promise<void>): Promise<void> {
    const fail = async () => {
      throw failure();
    };
    const failing = {
      find: fail,
      insert: fail,
      replace: fail,
      take: fail,
      list: fail,
      takeTurn: fail,
      giveBackTurn: fail,
      reduce: fail,
      clear: fail,
      epoch: fail,
      ping: fail,
    };
    return withState(testApp, failing, work);
  }

  function assertUnavailable(answer: Answer, name: string): void {
    assert.equal(answer.statusCode, 503, `${name}: ${answer.body.slice(0, 300)}`);
    assert.ok(Number(answer.headers['retry-after']) >= 1, name);
    assert.equal(answer.headers['set-cookie'], undefined, name);
  }

  const attempts = (browser: TestBrowser): [string, () => Promise<Answer>][] => {
    const { email, password } = person;
    const profile = {
      email: 'new@example.org',
      password: 'a long enough phrase',
      firstName: 'N',
      lastName: 'N',
    };
    return [
      ['sign-in', () => browser.json('POST', '/sign-in', { email, password })],
      ['sign-in by form', () => browser.submit('/sign-in', { email, password })],
      [
        'second step',
        () =>
          browser.json(
            'POST',
            '/sign-in/second-factor',
            { code: '123456' },
            { cookie: `pending=${'p'.repeat(43)}` },
          ),
      ],
      [
        'second step by form',
        () =>
          browser.submit(
            '/sign-in/second-factor',
            { code: '123456' },
            { cookie: `pending=${'p'.repeat(43)}` },
          ),
      ],
      ['sign-up', () => browser.json('POST', '/sign-up', profile)],
      ['sign-up by form', () => browser.submit('/sign-up', profile)],
      ['forgotten password', () => browser.json('POST', '/forgot-password', { email })],
      ['sign-out', () => browser.json('POST', '/sign-out')],
      ['sign-out by form', () => browser.submit('/sign-out')],
      ['session', () => browser.json('GET', '/session')],
      ['dashboard', () => browser.get('/dashboard')],
      ['confirming identity', () => browser.json('POST', '/confirm-identity', { password })],
      [
        'changing the password',
        () =>
          browser.json('POST', '/account/password', {
            currentPassword: password,
            newPassword: 'another phrase',
          }),
      ],
      ['ending other sessions', () => browser.json('DELETE', '/sessions')],
    ];
  };

  for (const failure of [refusedConnection, TIMED_OUT, NO_WRITES]) {
    it(`is 503 with Retry-After at every door, judges no guess and clears no cookie: "${failure().message}"`, async () => {
      const { browser } = person;
      const before = await verifications(testApp);
      await withoutState(failure, async () => {
        for (const [name, attempt] of attempts(browser)) assertUnavailable(await attempt(), name);
      });
      assert.equal(await verifications(testApp), before);
      assert.equal(
        (await browser.json('GET', '/session')).statusCode,
        200,
        'the same cookie works afterwards',
      );
    });
  }

  it('still shows the pages that need no session', async () => {
    await withoutState(refusedConnection, async () => {
      for (const path of ['/sign-in', '/sign-up', '/forgot-password', '/api/docs'])
        assert.equal((await person.browser.get(path)).statusCode, 200, path);
    });
  });

  it('is a page for a browser and a problem for a client', async () => {
    await withoutState(refusedConnection, async () => {
      const page = await person.browser.get('/dashboard');
      assert.match(String(page.headers['content-type']), /^text\/html/);
      const { code, status, requestId } = (await person.browser.json('GET', '/session')).json();
      assert.deepEqual([code, status, typeof requestId], ['unavailable', 503, 'string']);
    });
  });
});

describe('a database that does not answer (F06)', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    testApp.allowLog('a store is unavailable', 'unexpected error', 'an idle database connection broke');
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  it('is 503 and never "wrong password", while its connections are cut and nobody may connect', async () => {
    const { email, password, browser } = person;
    await whileDatabaseIsAway(testApp, async () => {
      const answers: [string, Answer][] = [
        ['sign-in', await createBrowser(testApp).json('POST', '/sign-in', { email, password })],
        ['sign-in by form', await createBrowser(testApp).submit('/sign-in', { email, password })],
        [
          'an unknown address',
          await createBrowser(testApp).json('POST', '/sign-in', { email: 'n@example.org', password }),
        ],
        [
          'sign-up',
          await createBrowser(testApp).json('POST', '/sign-up', {
            ...person,
            browser: undefined,
            email: 'n@example.org',
          }),
        ],
        ['dashboard', await browser.get('/dashboard')],
        ['sign-out', await browser.json('POST', '/sign-out')],
      ];
      for (const [what, answer] of answers) {
        assert.equal(answer.statusCode, 503, `${what}: ${answer.body.slice(0, 200)}`);
        assert.ok(Number(answer.headers['retry-after']) >= 1, what);
        assert.equal(answer.headers['set-cookie'], undefined, what);
      }
    });
    assert.equal((await browser.json('GET', '/session')).statusCode, 200, 'the session lives on');
    assert.equal(
      (await createBrowser(testApp).json('POST', '/sign-in', { email, password })).statusCode,
      200,
    );
  });

  it('leaves no session of a sign-in that it cut off', async () => {
    const { email, password, browser } = person;
    const live = async () => (await browser.json('GET', '/sessions')).json().sessions.length;
    const before = await live();
    await testApp.platform.databases.inTransaction('somebody else', async (tx) => {
      await sql`LOCK TABLE devices IN ACCESS EXCLUSIVE MODE`.execute(writing(tx));
      const answer = await createBrowser(testApp).json('POST', '/sign-in', { email, password });
      assert.equal(answer.statusCode, 503);
    });
    assert.equal(await live(), before);
  });
});
