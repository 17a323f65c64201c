import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Duration, days, minutes, seconds } from '#platform/duration.ts';
import { createRandom } from '#platform/random.ts';
import { createRedisReadMarks } from '#platform/short-lived-state/redis-read-marks.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { openTestRedis } from '#test/support/redis.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { silentLog } from '#test/support/silent-log.ts';
import { type ReadResult, withCausalReads } from './causal-reads.ts';
import { type Databases, type FreshDb, reading, type Transaction, writing } from './database.ts';
import { openPostgres } from './postgres.ts';
import type { ReadMarks } from './read-marks.ts';

interface Tables {
  notes: { person: string; text: string };
}

describe('causal reads', () => {
  const clock = createFakeClock();
  const results: ReadResult[] = [];
  const open: { close(): Promise<void> | void }[] = [];
  let servers: ReplicatedPostgres;
  let marks: ReadMarks;
  before(async () => {
    servers = await startReplicatedPostgres(2);
    const { redis, epoch } = await openTestRedis();
    open.push({ close: () => redis.disconnect() });
    marks = createRedisReadMarks(redis, epoch, clock);
    const { primary } = direct(servers.primaryUrl, servers.replicaUrls[0]);
    await sql`CREATE TABLE notes (person text PRIMARY KEY, text text)`.execute(writing(primary));
  });
  after(async () => {
    for (const one of open) await one.close();
    await servers?.remove();
  });

  const direct = (url: string, readUrl: string | undefined) => {
    const databases = openPostgres({ url, readUrl, poolSize: 3, log: silentLog });
    open.push(databases);
    return databases;
  };
  const causal = (databases: Databases) =>
    withCausalReads({
      databases,
      marks,
      clock,
      random: createRandom(clock),
      log: silentLog,
      onRead: (result) => results.push(result),
    });
  const write = (text: string) => (tx: Transaction) =>
    writing<Tables>(tx)
      .insertInto('notes')
      .values({ person: 'ada', text })
      .onConflict((conflict) => conflict.column('person').doUpdateSet({ text }))
      .execute();
  const read = async (db: FreshDb) =>
    (await reading<Tables>(db).selectFrom('notes').select('text').executeTakeFirst())?.text;

  it('come from the primary until a floor is kept, then from a replica that reached it', async () => {
    const databases = causal(direct(servers.primaryUrl, servers.replicaUrls[0]));
    await databases.inTransaction('ada', write('one'));
    assert.equal(await databases.deciding('ada', read), 'one');
    await databases.keepFloor();
    await servers.untilCaughtUp();
    assert.equal(await databases.deciding('ada', read), 'one');
    assert.deepEqual(results.splice(0), ['primary', 'fresh']);
  });

  it('come from the primary while the replica lags, and from the replica again afterwards', async () => {
    const databases = causal(direct(servers.primaryUrl, servers.replicaUrls[0]));
    await servers.pause(0);
    await databases.inTransaction('ada', write('two'));
    assert.equal(await databases.deciding('ada', read), 'two');
    await servers.resume(0);
    await servers.untilCaughtUp();
    assert.equal(await databases.deciding('ada', read), 'two');
    assert.deepEqual(results.splice(0), ['stale', 'fresh']);
  });

  it('come from the primary when nobody knows how a change ended', async () => {
    const databases = direct(servers.primaryUrl, servers.replicaUrls[0]);
    const breaking: Databases = {
      ...databases,
      async inTransaction(person, work) {
        await databases.inTransaction(person, work);
        throw Object.assign(new Error('connection terminated unexpectedly'), { code: 'ECONNRESET' });
      },
    };
    await servers.pause(0);
    try {
      await assert.rejects(causal(breaking).inTransaction('lost', write('three')), /terminated/);
      assert.equal(await causal(databases).deciding('lost', read), 'three');
      assert.deepEqual(results.splice(0), ['pinned']);
    } finally {
      results.length = 0;
      await servers.resume(0);
    }
    await servers.untilCaughtUp();
  });

  it('come from the primary after any failure of COMMIT that is no clear answer, until a floor is well above it', async () => {
    const databases = direct(servers.primaryUrl, servers.replicaUrls[0]);
    for (const code of ['ENETUNREACH', 'ECONNABORTED', 'ERR_SSL_BAD_RECORD', '40003', '57P01']) {
      const person = `lost-to-${code}`;
      const breaking: Databases = {
        ...databases,
        async inTransaction(who, work) {
          await databases.inTransaction(who, work);
          throw Object.assign(new Error('gone'), { code });
        },
      };
      await assert.rejects(causal(breaking).inTransaction(person, write(code)), /gone/);
      await servers.untilCaughtUp();
      await causal(databases).deciding(person, read);
      assert.deepEqual(results.splice(0), ['pinned'], code);
    }
    clock.advance(minutes(2));
    await causal(databases).keepFloor();
    await servers.untilCaughtUp();
    await causal(databases).deciding('lost-to-40003', read);
    assert.deepEqual(results.splice(0), ['fresh']);
  });

  it('come from the primary while the floor was raised in the future: the store has another clock now', async () => {
    const databases = causal(direct(servers.primaryUrl, servers.replicaUrls[0]));
    clock.advance(days(2));
    await databases.keepFloor();
    clock.advance(-days(2) as Duration);
    await databases.deciding('anybody', read);
    await databases.keepFloor();
    await servers.untilCaughtUp();
    await databases.deciding('anybody', read);
    assert.deepEqual(results.splice(0), ['primary', 'fresh']);
  });

  it('stay possible after a change that was refused', async () => {
    const databases = causal(direct(servers.primaryUrl, servers.replicaUrls[0]));
    const refuse = async () => {
      throw new Error('refused');
    };
    await assert.rejects(databases.inTransaction('grace', refuse), /refused/);
    await databases.deciding('grace', read);
    assert.deepEqual(results.splice(0), ['fresh']);
  });

  it('come from the primary while no replica answers, and errors of ours stay errors', async () => {
    const databases = causal(direct(servers.primaryUrl, 'postgres://postgres@127.0.0.1:1/postgres'));
    assert.equal(await databases.deciding('grace', read), '57P01');
    assert.deepEqual(results.splice(0), ['no_replica']);
    const mistaken = causal(direct(servers.primaryUrl, servers.replicaUrls[0]));
    const nonsense = (db: FreshDb) => sql`SELECT nonsense`.execute(writing(db as Transaction));
    await assert.rejects(mistaken.deciding('grace', nonsense), /nonsense/);
    results.splice(0);
  });

  it('wait for replicas that do not answer at one of many, each two seconds', async () => {
    let connections = 0;
    const silent = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo;
    const databases = causal(direct(servers.primaryUrl, `postgres://postgres@127.0.0.1:${port}/postgres`));
    for (const expected of [1, 1, 1]) {
      assert.equal(await databases.deciding('grace', read), '57P01');
      assert.equal(connections, expected);
    }
    clock.advance(seconds(2));
    await Promise.all([1, 2, 3].map(() => databases.deciding('grace', read)));
    assert.equal(connections, 2);
    assert.deepEqual([...new Set(results.splice(0))], ['no_replica']);
    silent.close();
  });

  it('come from no replica that follows the former primary, though it received more than the new one had', async () => {
    const [promoted = '', left] = servers.replicaUrls;
    await servers.disconnect(0);
    const former = causal(direct(servers.primaryUrl, left));
    await former.inTransaction('nobody', write(randomBytes(300_000).toString('hex')));
    clock.advance(minutes(3));
    await former.keepFloor();
    await servers.untilCaughtUp(1);
    await servers.kill('primary');
    await servers.promote(0);

    const databases = causal(direct(promoted, left));
    await databases.inTransaction('ada', write('after the failover'));
    assert.equal(await databases.deciding('ada', read), 'after the failover', 'by a floor of before');
    await databases.keepFloor();
    for (const person of ['ada', 'somebody else'])
      assert.equal(await databases.deciding(person, read), 'after the failover', 'by a floor of after');
    assert.ok(!results.includes('fresh'), [...new Set(results)].join());
  });
});
