import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { migrateAt } from '#test/support/migrate-at.ts';
import { verifications } from '#test/support/observe.ts';
import { aPerson, type Person, signIn } from '#test/support/people.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';

/** What a flood of sessions or counters could bring about: it takes no more, and still gives and deletes. */
describe('a store of sessions and counters that is full (F15)', () => {
  let database: TestDatabase;
  let redis: ThrowawayRedis;
  let admin: Redis;
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    [database, redis] = await Promise.all([createTestDatabase('postgres'), startThrowawayRedis()]);
    const { url = '' } = database;
    await migrateAt(url);
    const stores = { url, readUrl: url, redisUrl: redis.url };
    testApp = await buildTestApp({ stores });
    testApp.allowLog('a store is unavailable');
    admin = new Redis(redis.url);
    person = await aPerson(testApp);
  });
  after(async () => {
    admin?.disconnect();
    await testApp?.close();
    await Promise.all([redis?.remove(), database?.drop()]);
  });

  async function whileFull(work: () => Promise<void>): Promise<void> {
    await admin.config('SET', 'maxmemory', '1');
    try {
      await work();
    } finally {
      await admin.config('SET', 'maxmemory', '0');
    }
  }
  const anotherDevice = async () => {
    const browser = createBrowser(testApp);
    await signIn(browser, person);
    return browser;
  };
  const statusOf = async (browser: TestBrowser, path: string) => (await browser.json('GET', path)).statusCode;

  it('keeps whoever is signed in, though the time of their visit cannot be written down', async () => {
    testApp.clock.advance(minutes(5));
    await whileFull(async () => {
      assert.equal(await statusOf(person.browser, '/session'), 200);
      assert.equal((await person.browser.get('/forward-auth?touch=1')).statusCode, 204);
      assert.equal((await person.browser.get('/dashboard')).statusCode, 200);
    });
  });

  it('lets people sign out, here and elsewhere, and what they ended stays ended', async () => {
    const [leaving, lost] = [await anotherDevice(), await anotherDevice()];
    const { sessions } = (await lost.json('GET', '/sessions')).json();
    const { id } = sessions.find(({ current }: { current: boolean }) => current);
    const token = leaving.cookies.get('session') ?? '';
    testApp.clock.advance(minutes(5));
    await whileFull(async () => {
      assert.equal((await leaving.json('POST', '/sign-out')).statusCode, 204);
      assert.equal((await person.browser.json('DELETE', `/sessions/${id}`)).statusCode, 204);
      leaving.cookies.set('session', token);
      for (const ended of [leaving, lost]) assert.equal(await statusOf(ended, '/session'), 401);
    });
    for (const ended of [leaving, lost]) assert.equal(await statusOf(ended, '/session'), 401);
  });

  it('judges no guess that it could not count', async () => {
    const before = await verifications(testApp);
    const { email, password } = person;
    await whileFull(async () => {
      for (const guess of ['a wrong one here', password]) {
        const answer = await createBrowser(testApp).json('POST', '/sign-in', { email, password: guess });
        assert.equal(answer.statusCode, 503);
        assert.ok(Number(answer.headers['retry-after']) >= 1);
      }
    });
    assert.equal(await verifications(testApp), before);
  });
});
