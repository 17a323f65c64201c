import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { type Account, anAccount } from '#test/support/http-client.ts';
import { metricsOf } from '#test/support/metrics.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';

/** Far more than threads and queue take, all the time: whoever is refused tries again at once. */
const CALLERS = 250;
const TRIES_EACH = 4;
const THREADS = availableParallelism();

/** As an operator gets them who sets nothing. */
const PRODUCTION_COSTS = { ALLOW_WEAK_HASHING: 'false', ARGON2_MEMORY_KIB: '19456', ARGON2_PASSES: '2' };
/** What one hash takes while it is made, and a thread with its heap beside it. */
const HASH_MIB = 19;
const THREAD_MIB = 30;
/** All the connections with what came in by them and goes out. */
const CONNECTIONS_MIB = 150;

describe('a flood of sign-ins (D01)', () => {
  let service: TestService;
  let database: TestDatabase;
  let redis: ThrowawayRedis;
  let owner: Account;
  before(async () => {
    [database, redis] = await Promise.all([createTestDatabase('postgres'), startThrowawayRedis()]);
    service = await prepareService({
      ...PRODUCTION_COSTS,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SECRET_KEYS: Buffer.alloc(32, 9).toString('base64url'),
      TRUSTED_PROXIES: '127.0.0.1/32',
      // It would keep most of the flood from the hashes: what is tried here has to hold without it.
      PROOF_OF_WORK: 'off',
    });
    await service.start();
    owner = await anAccount(service);
  });
  after(async () => {
    await service?.remove();
    await redis?.remove();
    await database?.drop();
  });

  it('keeps nobody out who is signed in, and takes no more memory than the hashing threads have', async (t) => {
    const before = await residentMiB();
    let isOver = false;
    const flood = guessAll().finally(() => {
      isOver = true;
    });
    const watched = await watch(() => isOver);
    const answers = await flood;

    const statuses = countEach(answers.map(({ status }) => status));
    assert.deepEqual(Object.keys(statuses), ['401', '503'], JSON.stringify(statuses));
    assert.ok((statuses[401] ?? 0) >= THREADS, 'some are served');
    for (const { status, retryAfter } of answers) assert.ok(status === 401 || Number(retryAfter) > 0);

    assert.deepEqual(Object.keys(countEach(watched.sessions)), ['200']);
    assert.deepEqual(Object.keys(countEach(watched.apps)), ['204']);
    const grown = Math.max(...watched.residentMiB) - before;
    const most = THREADS * (HASH_MIB + THREAD_MIB) + CONNECTIONS_MIB;
    assert.ok(grown < most, `${Math.round(grown)} of ${most} MiB`);
    const { email, password, client } = owner;
    assert.equal((await client.json('POST', '/sign-in', { email, password })).status, 200, 'it is over');
    const took = watched.took.toSorted((one, other) => one - other).map(Math.round);
    t.diagnostic(JSON.stringify({ statuses, before, grown, took }));
  });

  /** Each from an address and on an account of its own, so that no limit is met. */
  async function guessAll() {
    const callers = Array.from({ length: CALLERS }, async (_, caller) => {
      await pause(2 * caller);
      const answers: Awaited<ReturnType<typeof guess>>[] = [];
      for (let round = 0; round < TRIES_EACH; round += 1) answers.push(await guess(caller, round));
      return answers;
    });
    return (await Promise.all(callers)).flat();
  }

  async function guess(caller: number, round: number) {
    const answer = await fetch(`${service.address}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.0.${round}.${caller}` },
      body: JSON.stringify({ email: `flood-${caller}-${round}@example.org`, password: 'a stranger guesses' }),
    });
    await answer.text();
    return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
  }

  /** Somebody who is signed in goes on asking: for the session, and at the door of an app. */
  async function watch(isOver: () => boolean) {
    const sessions: number[] = [];
    const apps: number[] = [];
    const took: number[] = [];
    const resident: number[] = [];
    const cookie = `session=${owner.client.cookies.get('session')}`;
    while (!isOver()) {
      const startedAt = performance.now();
      sessions.push((await owner.client.json('GET', '/session')).status);
      took.push(performance.now() - startedAt);
      apps.push((await fetch(`${service.address}/forward-auth`, { headers: { cookie } })).status);
      resident.push(await residentMiB());
      await pause(20);
    }
    return { sessions, apps, took, residentMiB: resident };
  }

  async function residentMiB(): Promise<number> {
    const page = await metricsOf(service);
    const [, bytes] = /^latchkey_process_resident_memory_bytes (\S+)$/m.exec(page) ?? [];
    return Number(bytes) / 1_024 / 1_024;
  }
});

function countEach(statuses: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
