import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Environment } from '#src/config.ts';
import { anAccount, createHttpClient } from '#test/support/http-client.ts';
import { countedBy } from '#test/support/metrics.ts';
import { migrateAt } from '#test/support/migrate-at.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';

const SECRET = 'hunter2';

/** Addresses that lead to the wrong place, and passwords that are not the right ones (F12, F24). */
describe('a deployment whose parts are connected wrongly', () => {
  let servers: ReplicatedPostgres;
  let redis: ThrowawayRedis;
  let service: TestService;
  before(async () => {
    servers = await startReplicatedPostgres(1);
    redis = await startThrowawayRedis();
    await migrateAt(servers.primaryUrl);
    await requirePasswords();
    await servers.untilCaughtUp();
    service = await prepareService({
      DATABASE_URL: servers.primaryUrl,
      REDIS_URL: redis.url,
      SECRET_KEYS: Buffer.alloc(32, 1).toString('base64url'),
      OPERATOR_TOKEN: Buffer.alloc(32, 2).toString('base64url'),
    });
  });
  after(async () => {
    await service?.remove();
    await redis?.remove();
    await servers?.remove();
  });

  const withUser = (address: string, name: string) => {
    const url = new URL(address);
    [url.username, url.password] = [name, SECRET];
    return url.href;
  };
  const replica = () => servers.replicaUrls[0] ?? '';

  const refusals: [what: string, environment: () => Environment, sentence: RegExp][] = [
    [
      'writes to a replica',
      () => ({ DATABASE_URL: replica(), MIGRATION_DATABASE_URL: servers.primaryUrl }),
      /^The database server is read-only: a replica\? DATABASE_URL has to lead to the primary\.\n$/,
    ],
    [
      'migrations to a replica of an older version',
      () => ({ MIGRATION_DATABASE_URL: replica().replace(/postgres$/, 'template1') }),
      /^The database server is read-only: a replica\? MIGRATION_DATABASE_URL has to lead to the primary\.\n$/,
    ],
    [
      'a wrong password of the database',
      () => ({
        DATABASE_URL: withUser(servers.primaryUrl, 'locked'),
        MIGRATION_DATABASE_URL: servers.primaryUrl,
      }),
      /^The database server refuses us \(28P01\)\. Check DATABASE_URL\.\n$/,
    ],
    [
      'a wrong password for migrations',
      () => ({ MIGRATION_DATABASE_URL: withUser(servers.primaryUrl, 'locked') }),
      /^The database server refuses us \(28P01\)\. Check MIGRATION_DATABASE_URL\.\n$/,
    ],
    [
      'a database that is not there',
      () => ({ DATABASE_URL: servers.primaryUrl.replace(/postgres$/, 'nowhere') }),
      /^The database server refuses us \(3D000\)\. Check DATABASE_URL\.\n$/,
    ],
    [
      'a wrong password of Redis',
      () => ({ REDIS_URL: redis.url.replace('redis://', `redis://locked:${SECRET}@`) }),
      /^The Redis server refuses us \(WRONGPASS.*\)\. Check REDIS_URL\.\n$/,
    ],
  ];
  for (const [what, environment, sentence] of refusals) {
    it(`is refused in one sentence, without the secret: ${what}`, async () => {
      const { code, errors } = await service.attempt(environment());
      assert.match(errors, sentence);
      assert.ok(!errors.includes(SECRET));
      assert.equal(code, 1);
    });
  }

  it('is refused in one sentence without the password of Redis, too', async () => {
    const admin = new Redis(redis.url);
    await admin.config('SET', 'requirepass', SECRET);
    const { code, errors } = await service.attempt();
    await admin.config('SET', 'requirepass', '');
    admin.disconnect();
    assert.match(errors, /^The Redis server refuses us \(NOAUTH.*\)\. Check REDIS_URL\.\n$/);
    assert.equal(code, 1);
  });

  it('decides on the primary where the address for reading leads there as well', async () => {
    await service.start({ DATABASE_READ_URL: servers.primaryUrl });
    await assertDecidesRightly();
    assert.equal(await decidedByReplica(), 0);
    await service.end();
  });

  it('decides on the primary where the address for reading leads to the replica of another cluster', async () => {
    const other = await startReplicatedPostgres(1);
    await migrateAt(other.primaryUrl);
    await write(other.primaryUrl, 'CREATE TABLE much AS SELECT generate_series(1, 500000)');
    await other.untilCaughtUp();
    await service.start({ DATABASE_READ_URL: other.replicaUrls[0] });
    await assertDecidesRightly();
    assert.equal(await decidedByReplica(), 0);
    await service.end();
    await other.remove();
  });

  it('and decides on the replica once the address is right', async () => {
    await service.start({ DATABASE_READ_URL: replica() });
    const giveUpAt = Date.now() + 60_000;
    while ((await decidedByReplica()) === 0 && Date.now() < giveUpAt) await assertDecidesRightly();
    assert.ok((await decidedByReplica()) > 0);
    await service.end();
  });

  const decidedByReplica = () => countedBy('latchkey_reads_total\\{.*"fresh".*\\}', service);

  /** Whoever changed the password gets in with the new one and with no other. */
  async function assertDecidesRightly(): Promise<void> {
    const { email, password, client } = await anAccount(service);
    for (const typed of [password, 'not the password']) {
      const { status } = await createHttpClient(service).json('POST', '/sign-in', { email, password: typed });
      assert.equal(status, typed === password ? 200 : 401);
    }
    assert.equal((await client.json('GET', '/session')).status, 200);
  }

  /** Of one role, and of one user of Redis; all others come in as before. */
  async function requirePasswords(): Promise<void> {
    await write(
      servers.primaryUrl,
      "CREATE ROLE locked LOGIN PASSWORD 'another'",
      `COPY (SELECT line FROM (VALUES ('host all locked all scram-sha-256'), ('host all all all trust'),
        ('host replication all all trust')) AS lines (line)) TO '${await hbaFile()}'`,
      'SELECT pg_reload_conf()',
    );
    const admin = new Redis(redis.url);
    await admin.acl('SETUSER', 'locked', 'on', '>another', '~*', '+@all');
    admin.disconnect();
  }

  async function hbaFile(): Promise<string> {
    const client = new pg.Client({ connectionString: servers.primaryUrl });
    await client.connect();
    const { rows } = await client.query('SHOW hba_file');
    await client.end();
    return rows[0].hba_file;
  }
});

async function write(connectionString: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
