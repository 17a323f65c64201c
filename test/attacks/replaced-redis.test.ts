import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { hashToken } from '#platform/hashing.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { migrateAt } from '#test/support/migrate-at.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { ROOMY } from '#test/support/roomy.ts';
import type { ThrowawayRedis } from '#test/support/throwaway-redis.ts';
import { startThrowawaySentinels, type ThrowawaySentinels } from '#test/support/throwaway-sentinels.ts';

/*
 * Redis acknowledges before its replicas have heard. What somebody did in the last moment before the primary died is
 * unknown to the next one: a session's end, a mark.
 */
describe('a Redis server that takes over and missed the last moment (F16, C01)', () => {
  let group: ThrowawaySentinels;
  let servers: ReplicatedPostgres;
  let testApp: TestApp;
  before(async () => {
    [group, servers] = await Promise.all([startThrowawaySentinels(), startReplicatedPostgres(1)]);
    await migrateAt(servers.primaryUrl);
    const stores = { url: servers.primaryUrl, readUrl: servers.replicaUrls[0] ?? '', redisUrl: group.url };
    testApp = await buildTestApp({ stores, environment: ROOMY });
    testApp.allowLog(
      'a store is unavailable',
      'whether somebody is signed in cannot be known',
      'whether somebody is suspect cannot be known',
    );
  });
  after(async () => {
    await testApp?.close();
    await Promise.all([group?.remove(), servers?.remove()]);
  });

  const asking = async <Result>({ url }: ThrowawayRedis, ask: (redis: Redis) => Promise<Result>) => {
    const redis = new Redis(url);
    try {
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  };
  const tokenOf = ({ browser }: Person) => browser.cookies.get('session') ?? '';
  const sessionOf = async (token: string) =>
    (await createBrowser(testApp, { authorization: `Bearer ${token}` }).json('GET', '/session')).statusCode;
  /** What happens in `lastMoment` no replica hears of; then the primary is gone for good, and one of them takes over. */
  const replaceAfter = async (lastMoment: () => Promise<void>) => {
    await pause(200);
    const primary = await group.primary();
    const others = group.servers.filter((server) => server !== primary);
    for (const server of others) server.freeze();
    try {
      // What is on the wire already would still be heard.
      await asking(primary, async (redis) => {
        await redis.config('SET', 'min-replicas-to-write', 0);
        await redis.call('CLIENT', 'KILL', 'TYPE', 'replica');
      });
      await lastMoment();
    } finally {
      await primary.kill();
      for (const server of others) server.thaw();
    }
    const next = await group.untilReplaced(primary);
    const giveUpAt = Date.now() + 30_000;
    while (!(await testApp.platform.state.epoch().catch(() => undefined))) {
      assert.ok(Date.now() < giveUpAt, 'the app did not find the next primary');
      await pause(20);
    }
    return next;
  };

  /** A server that has just taken over may refuse writes for a while, until its replica is back. */
  const untilDone = async (work: () => Promise<unknown>) => {
    for (const giveUpAt = Date.now() + 30_000; ; await pause(100)) {
      try {
        return await work();
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
      }
    }
  };

  it('brings nobody back who signed out then, and signs out nobody else', async () => {
    const [gone, staying] = [await aPerson(testApp), await aPerson(testApp)];
    const token = tokenOf(gone);
    const next = await replaceAfter(async () => {
      assert.equal((await gone.browser.json('POST', '/sign-out')).statusCode, 204);
    });
    const key = `${testApp.redisPrefix}r:session:${hashToken(token)}`;
    assert.equal(
      await asking(next, (redis) => redis.exists(key)),
      1,
      'the next primary still has the session',
    );
    assert.equal(await sessionOf(token), 401);
    assert.equal(await sessionOf(tokenOf(staying)), 200);
  });

  it('lets no replaced password in, though the mark of the change is lost and the replica of the database lags', async () => {
    const person = await aPerson(testApp);
    // 503 decides nothing: asked again, as after any takeover.
    const signIn = async (password: string): Promise<number> => {
      const giveUpAt = Date.now() + 30_000;
      for (;;) {
        const credentials = { email: person.email, password };
        const { statusCode } = await createBrowser(testApp).json('POST', '/sign-in', credentials);
        if (statusCode !== 503 || Date.now() > giveUpAt) return statusCode;
        await pause(100);
      }
    };
    await untilDone(() => testApp.jobs.keepReadFloor.runOnce());
    await servers.untilCaughtUp();
    await servers.pause(0);
    const newPassword = 'a phrase that replaced the other';
    await replaceAfter(async () => {
      const change = { currentPassword: person.password, newPassword };
      assert.equal((await person.browser.json('POST', '/account/password', change)).statusCode, 204);
    });
    assert.equal(await signIn(person.password), 401);
    assert.equal(await signIn(newPassword), 200);
    await untilDone(() => testApp.jobs.keepReadFloor.runOnce());
    assert.equal(await signIn(person.password), 401, 'by a floor of after');
    await servers.resume(0);
  });
});
