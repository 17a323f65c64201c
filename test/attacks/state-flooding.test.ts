import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { rows } from '#test/support/observe.ts';
import { aPerson } from '#test/support/people.ts';
import { send } from '#test/support/send.ts';

/** Refused tries may leave what a client is counted by, and nothing for each name it makes up. */
const MOST_LEFT_BEHIND = 150;
const FLOOD = 1_000;

for (const state of ['redis', 'postgres'] as const) {
  describe(`a flood of invented addresses, with counters in ${state} (R17)`, () => {
    let testApp: TestApp;
    let redis: Redis;
    before(async () => {
      testApp = await buildTestApp({ state });
      redis = new Redis(String(process.env.TEST_REDIS_URL));
    });
    after(async () => {
      redis.disconnect();
      await testApp.close();
    });

    const counters = async () => {
      if (state === 'redis') return (await redis.keys(`${testApp.redisPrefix}c:*`)).length;
      const [found] = await rows(
        testApp,
        sql<{ n: number }>`SELECT count(*)::int AS n FROM throttle_counters`,
      );
      return found?.n ?? 0;
    };

    it('leaves hardly anything behind, and everybody signed in', async () => {
      const { browser } = await aPerson(testApp);
      const before = await counters();
      const statuses = new Map<number, number>();
      for (let tries = 0; tries < FLOOD; tries += 10) {
        const answers = await Promise.all(
          Array.from({ length: 10 }, () =>
            send(testApp, '/api/v1/sign-in', {
              body: { email: `${randomUUID()}@example.org`, password: 'whatever it is' },
              from: '192.0.2.66',
            }),
          ),
        );
        for (const { statusCode } of answers) statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      }
      assert.deepEqual([...statuses.keys()].sort(), [401, 429]);
      assert.ok((statuses.get(429) ?? 0) > FLOOD - 50, 'the client itself was held up');
      assert.ok((await counters()) - before < MOST_LEFT_BEHIND, `${(await counters()) - before} counters`);
      assert.equal((await browser.json('GET', '/session')).statusCode, 200);
    });
  });
}
