import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { hours } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { migrateAt } from '#test/support/migrate-at.ts';
import { aPerson, nextCode, type Person, setUpTotp } from '#test/support/people.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';

const REPLICAS = [0, 1, 2];
const TRIES = 200;

describe('a replica that lags behind (C01, C02, C03)', () => {
  let servers: ReplicatedPostgres;
  let redis: ThrowawayRedis;
  /** One instance a replica; all share the primary and Redis. */
  const instances: TestApp[] = [];
  before(async () => {
    [servers, redis] = await Promise.all([startReplicatedPostgres(REPLICAS.length), startThrowawayRedis()]);
    await migrateAt(servers.primaryUrl);
    for (const readUrl of servers.replicaUrls) {
      const stores = { url: servers.primaryUrl, readUrl, redisUrl: redis.url };
      const [first] = instances;
      instances.push(await buildTestApp({ stores, environment: ROOMY, ...(first && { sharing: first }) }));
    }
    for (const instance of instances) instance.allowLog('redis');
    await keepFloor();
  });
  after(async () => {
    for (const instance of instances.toReversed()) await instance.close();
    await Promise.all([redis?.remove(), servers?.remove()]);
  });

  const first = () => instances[0] as TestApp;
  const keepFloor = () => Promise.all(instances.map(({ jobs }) => jobs.keepReadFloor.runOnce()));
  /** A sign-in from a browser of its own, at each instance in turn. */
  let turn = 0;
  const signIn = ({ email }: Person, password: string) => {
    turn += 1;
    const instance = instances[turn % instances.length] as TestApp;
    return createBrowser(instance).json('POST', '/sign-in', { email, password });
  };
  const reads = async () => {
    const counted: Record<string, number> = {};
    for (const { platform } of instances)
      for (const { labels, value } of (await platform.metrics.decisionReads.get()).values)
        counted[String(labels.result)] = (counted[String(labels.result)] ?? 0) + value;
    return counted;
  };
  const readsDuring = async (work: () => Promise<void>) => {
    const before = await reads();
    await work();
    const after = await reads();
    return (result: string) => (after[result] ?? 0) - (before[result] ?? 0);
  };
  /** Nobody who changes something here may ever be let in by what was true before. */
  const assertNeverAgain = async (person: Person, oldPassword: string) => {
    const accepted: number[] = [];
    for (let tries = 0; tries < TRIES; tries += 10) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(person, oldPassword)));
      accepted.push(...answers.map(({ statusCode }) => statusCode));
    }
    assert.deepEqual([...new Set(accepted)], [401]);
  };
  const changePassword = async (person: Person, newPassword: string) => {
    const body = { currentPassword: person.password, newPassword };
    const answer = await person.browser.json('POST', '/account/password', body);
    assert.equal(answer.statusCode, 204, answer.body);
  };
  async function whilePaused(paused: readonly number[], work: () => Promise<void>): Promise<void> {
    for (const replica of paused) await servers.pause(replica);
    try {
      await work();
    } finally {
      for (const replica of paused) await servers.resume(replica);
      await servers.untilCaughtUp();
    }
  }

  it('serves nine decisions in ten, and more, while nothing is wrong', async () => {
    const people: Person[] = [];
    for (let count = 0; count < 5; count += 1) people.push(await aPerson(first()));
    await servers.untilCaughtUp();
    const during = await readsDuring(async () => {
      for (let round = 0; round < 20; round += 1)
        for (const person of people) {
          const password = round % 4 === 0 ? 'a wrong one here' : person.password;
          const { statusCode } = await signIn(person, password);
          assert.equal(statusCode, password === person.password ? 200 : 401);
        }
    });
    const all = ['fresh', 'stale', 'no_replica', 'pinned', 'primary'].reduce(
      (sum, result) => sum + during(result),
      0,
    );
    assert.ok(during('fresh') >= 0.9 * all, JSON.stringify(await reads()));
  });

  for (const paused of [[0], [1], [2], REPLICAS]) {
    it(`accepts no changed password, with replay paused on ${paused.map((one) => one + 1).join(', ')}`, async () => {
      const person = await aPerson(first());
      await servers.untilCaughtUp();
      await whilePaused(paused, async () => {
        const before = person.password;
        await changePassword(person, 'a phrase that came later');
        await assertNeverAgain(person, before);
        for (const _ of instances)
          assert.equal((await signIn(person, 'a phrase that came later')).statusCode, 200);
      });
    });
  }

  it('asks for a second factor that was turned on a moment ago', async () => {
    const person = await aPerson(first());
    await servers.untilCaughtUp();
    await whilePaused(REPLICAS, async () => {
      await setUpTotp(first(), person.browser);
      for (let tries = 0; tries < TRIES; tries += 1)
        assert.equal((await signIn(person, person.password)).json().status, 'second_factor_required');
    });
  });

  it('takes no code of a second factor that was turned off a moment ago (M12)', async () => {
    const person = await aPerson(first(), { hasTotp: true });
    const { totp } = person;
    assert.ok(totp);
    await servers.untilCaughtUp();
    await whilePaused(REPLICAS, async () => {
      const waiting = createBrowser(instances[1] as TestApp);
      const { email, password } = person;
      assert.equal(
        (await waiting.json('POST', '/sign-in', { email, password })).json().status,
        'second_factor_required',
      );
      assert.equal((await person.browser.json('DELETE', '/account/totp')).statusCode, 204);
      for (const code of [nextCode(first(), totp.secret), ...totp.recoveryCodes])
        assert.equal((await waiting.json('POST', '/sign-in/second-factor', { code })).statusCode, 401);
      for (let tries = 0; tries < instances.length * 3; tries += 1)
        assert.equal((await signIn(person, password)).json().status, 'signed_in');
    });
  });

  it('lets nobody in whose account was deleted a moment ago, and no session of it (S06)', async () => {
    const person = await aPerson(first());
    const elsewhere = createBrowser(instances[1] as TestApp);
    await elsewhere.json('POST', '/sign-in', { email: person.email, password: person.password });
    await servers.untilCaughtUp();
    await whilePaused(REPLICAS, async () => {
      const token = elsewhere.cookies.get('session') ?? '';
      assert.equal((await person.browser.json('DELETE', '/account')).statusCode, 204);
      await assertNeverAgain(person, person.password);
      for (const instance of instances) {
        const late = createBrowser(instance);
        late.cookies.set('session', token);
        assert.equal((await late.json('GET', '/session')).statusCode, 401);
        assert.equal((await late.get('/forward-auth')).statusCode, 401);
      }
    });
  });

  it('lets somebody in who signed up a moment ago (C03)', async () => {
    await whilePaused(REPLICAS, async () => {
      const person = await aPerson(first(), { isSignedIn: false });
      for (const _ of instances) assert.equal((await signIn(person, person.password)).statusCode, 200);
    });
  });

  it('shows people what they just did, with replay paused (C03)', async () => {
    const person = await aPerson(first());
    await servers.untilCaughtUp();
    await whilePaused(REPLICAS, async () => {
      await person.browser.json('PATCH', '/account/profile', { firstName: 'Grace', lastName: 'Hopper' });
      assert.match((await person.browser.get('/dashboard')).body, /Grace/);
      const { events } = (await person.browser.json('GET', '/account/events')).json();
      const types = events.map(({ type }: { type: string }) => type);
      assert.ok(types.includes('profile_changed'), types.join());
    });
  });

  it('decides nothing when the marks are gone', async () => {
    const person = await aPerson(first());
    await servers.untilCaughtUp();
    await whilePaused(REPLICAS, async () => {
      const before = person.password;
      await changePassword(person, 'a phrase that came later');
      const direct = new Redis(redis.url);
      await direct.flushall();
      direct.disconnect();
      const during = await readsDuring(() => assertNeverAgain(person, before));
      assert.equal(during('fresh'), 0, 'without a floor the primary decides');
      await keepFloor();
      await assertNeverAgain(person, before);
    });
  });

  it('decides nothing by the marks of an old snapshot', async () => {
    const person = await aPerson(first());
    await servers.untilCaughtUp();
    await keepFloor();
    const direct = new Redis(redis.url);
    await direct.save();
    await whilePaused(REPLICAS, async () => {
      const before = person.password;
      await changePassword(person, 'a phrase that came later');
      await redis.kill();
      await redis.start();
      await untilRedisAnswers();
      const during = await readsDuring(() => assertNeverAgain(person, before));
      assert.equal(during('fresh'), 0, 'another run of the store needs another floor');
      await keepFloor();
      await assertNeverAgain(person, before);
    });
    direct.disconnect();
  });

  it('decides again once a floor was raised and replayed', async () => {
    const person = await aPerson(first());
    await keepFloor();
    const during = await readsDuring(async () => {
      for (const _ of instances) {
        // Each sign-in leaves a mark that the next one has to see replayed.
        await servers.untilCaughtUp();
        assert.equal((await signIn(person, person.password)).statusCode, 200);
      }
    });
    assert.equal(during('fresh'), instances.length);
  });

  it('decides nothing while nobody keeps the floor', async () => {
    const person = await aPerson(first());
    await servers.untilCaughtUp();
    first().clock.advance(hours(13));
    const during = await readsDuring(async () => {
      assert.equal((await signIn(person, person.password)).statusCode, 200);
    });
    assert.equal(during('fresh'), 0);
    await keepFloor();
  });

  async function untilRedisAnswers(): Promise<void> {
    const answers = (instance: TestApp) =>
      instance.platform.state.ping().then(
        () => true,
        () => false,
      );
    for (const instance of instances) while (!(await answers(instance))) await pause(20);
  }
});
