import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { migrateAt } from '#test/support/migrate-at.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';

const SHOWN = [
  '/dashboard',
  '/account/profile',
  '/account/sessions',
  '/account/activity',
  '/api/v1/session',
  '/api/v1/account/events',
];

describe('an outage of the primary taken for something else (F06)', () => {
  let servers: ReplicatedPostgres;
  let redis: ThrowawayRedis;
  let testApp: TestApp;
  let person: Person;
  let lagging: Person;
  before(async () => {
    [servers, redis] = await Promise.all([startReplicatedPostgres(1), startThrowawayRedis()]);
    await migrateAt(servers.primaryUrl);
    const [readUrl = ''] = servers.replicaUrls;
    testApp = await buildTestApp({ stores: { url: servers.primaryUrl, readUrl, redisUrl: redis.url } });
    [person, lagging] = [await aPerson(testApp), await aPerson(testApp)];
    await testApp.jobs.keepReadFloor.runOnce();
    await servers.untilCaughtUp();
    await servers.pause(0);
    const names = { firstName: 'Ada', lastName: 'Lovelace' };
    assert.equal((await lagging.browser.json('PATCH', '/account/profile', names)).statusCode, 200);
    await servers.kill('primary');
    testApp.allowLog('a store is unavailable', 'database connection lost', 'request failed');
  });
  after(async () => {
    await testApp?.close();
    await Promise.all([redis?.remove(), servers?.remove()]);
  });

  it('leaves people signed in: what a replica is known to have right, it tells', async () => {
    for (const path of SHOWN) {
      const answer = await person.browser.get(path);
      assert.equal(answer.statusCode, 200, `${path}: ${answer.body.slice(0, 300)}`);
    }
    assert.equal((await person.browser.get('/forward-auth')).statusCode, 204);
  });

  it('shows nothing that a replica may have wrong', async () => {
    for (const path of [...SHOWN, '/forward-auth']) {
      const answer = await lagging.browser.get(path);
      assert.equal(answer.statusCode, 503, path);
      assert.ok(Number(answer.headers['retry-after']) > 0, path);
      assert.equal(answer.headers['set-cookie'], undefined, path);
    }
  });

  it('leaves no session of a sign-in that could not be finished', async () => {
    const { email, password, browser } = person;
    const live = async () => (await browser.json('GET', '/sessions')).json().sessions.length;
    const before = await live();
    const answer = await createBrowser(testApp).json('POST', '/sign-in', { email, password });
    assert.equal(answer.statusCode, 503);
    assert.equal(await live(), before);
  });

  it('tells nobody that a right password is wrong, and acknowledges no change', async () => {
    const { email, password } = person;
    const attempts = [
      await createBrowser(testApp).json('POST', '/sign-in', { email, password }),
      await person.browser.json('POST', '/account/password', {
        currentPassword: password,
        newPassword: 'a phrase that came later',
      }),
      await person.browser.json('PATCH', '/account/profile', { firstName: 'Ada', lastName: 'L' }),
    ];
    for (const answer of attempts) {
      assert.equal(answer.statusCode, 503, answer.body);
      assert.ok(Number(answer.headers['retry-after']) > 0);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    assert.equal((await person.browser.get('/dashboard')).statusCode, 200);
  });
});
