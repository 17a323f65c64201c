import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import pg from 'pg';
import type { Databases } from '#platform/database/database.ts';
import { openPostgres } from '#platform/database/postgres.ts';
import { readPosition, readServerFacts, watchReplica } from '#platform/database/server-facts.ts';
import { createLogger } from '#platform/logger.ts';
import { requireEnvironment } from '#test/support/database.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { checkDatabase } from './database.ts';
import { checkReplicas } from './replicas.ts';

const log = createLogger({ level: 'silent', isPretty: false });

describe('a primary and its replicas', () => {
  let servers: ReplicatedPostgres;
  let opened: Databases[] = [];
  before(async () => {
    servers = await startReplicatedPostgres(2);
    // As the app has it: no superuser, no role of the server's own.
    await onPrimary('CREATE ROLE app LOGIN; CREATE TABLE written (n int); GRANT ALL ON written TO app');
    await servers.untilCaughtUp();
  });
  afterEach(async () => {
    await Promise.all(opened.map((databases) => databases.close()));
    opened = [];
  });
  after(() => servers.remove());

  const asApp = (url: string) => url.replace('postgres@', 'app@');
  const onPrimary = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: servers.primaryUrl });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const open = (url: string, readUrl = url) => {
    const databases = openPostgres({ url, readUrl, log });
    opened.push(databases);
    return databases;
  };
  const database = (url: string) => {
    const { primary } = open(asApp(url));
    return checkDatabase({ primaryFacts: () => readServerFacts(primary), isEmbedded: false }).run();
  };
  const replicas = (readUrl: string) => {
    const { primary, replica } = open(asApp(servers.primaryUrl), readUrl);
    return checkReplicas({
      primaryFacts: () => readServerFacts(primary),
      replicas: {
        watch: async (patience) => watchReplica(replica, await readPosition(primary), patience),
      },
    }).run();
  };
  const replicaUrl = (index: number) => asApp(servers.replicaUrls[index] ?? '');

  it('are where they should be: good, for an ordinary role', async () => {
    assert.deepEqual(await database(servers.primaryUrl), { state: 'ok', seen: 'a primary, it answers' });
    const found = await replicas(replicaUrl(0));
    assert.equal(found.state, 'ok');
    const may = await Promise.all(
      [servers.primaryUrl, asApp(servers.primaryUrl)].map((url) => readServerFacts(open(url).primary)),
    );
    assert.deepEqual(
      may.map(({ mayMigrate }) => mayMigrate),
      [true, false],
    );
    assert.match(found.seen, /^a replica, at the primary’s position after \d+ ms$/);
  });

  it('are one server, or there are none: good, and said', async () => {
    assert.deepEqual(await replicas(servers.primaryUrl), {
      state: 'ok',
      seen: 'DATABASE_READ_URL leads to the primary itself: no replica serves',
    });
    const none = checkReplicas({
      replicas: undefined,
      primaryFacts: () => Promise.reject(new Error('not asked')),
    });
    assert.equal((await none.run()).state, 'ok');
  });

  it('are exchanged, so that what is written goes to a replica: a fault', async () => {
    const found = await database(replicaUrl(0));
    assert.deepEqual(
      [found.state, found.seen],
      ['fault', 'DATABASE_URL leads to a replica: nothing can be changed'],
    );
  });

  it('let the role of the service only read: a fault', async () => {
    await onPrimary('ALTER ROLE app SET default_transaction_read_only = on');
    const found = await database(servers.primaryUrl);
    await onPrimary('ALTER ROLE app RESET default_transaction_read_only');
    assert.equal(found.state, 'fault');
    assert.match(found.seen, /default_transaction_read_only/);
  });

  it('are not of one cluster, or not one database of it: a fault', async () => {
    await onPrimary('CREATE DATABASE other');
    const elsewhere = [
      requireEnvironment('TEST_DATABASE_URL'),
      servers.primaryUrl.replace(/postgres$/, 'other'),
    ];
    for (const url of elsewhere) {
      const found = await replicas(url);
      assert.equal(found.state, 'fault');
      assert.match(found.seen, /^DATABASE_READ_URL leads to another database than DATABASE_URL/);
    }
  });

  it('have one whose replay is paused: a fault, and none once it goes on', async () => {
    await servers.pause(0);
    await onPrimary('INSERT INTO written VALUES (1)');
    const found = await replicas(replicaUrl(0));
    assert.equal(found.state, 'fault');
    assert.match(found.seen, /^a replica’s replay is paused/);
    await servers.resume(0);
    await servers.untilCaughtUp(0);
    assert.equal((await replicas(replicaUrl(0))).state, 'ok');
  });

  it('have one that hears nothing any more: a warning that says how far it is behind', async () => {
    await servers.disconnect(0);
    await onPrimary('INSERT INTO written VALUES (2)');
    const found = await replicas(replicaUrl(0));
    assert.equal(found.state, 'warning');
    assert.match(found.seen, /^a replica is \d+ bytes behind and did not catch up within 2 s/);
    assert.ok('advice' in found && found.advice.includes('pg_stat_replication'));
  });

  it('have one that was promoted: a fault', async () => {
    await servers.promote(0);
    const found = await replicas(replicaUrl(0));
    assert.equal(found.state, 'fault');
    assert.match(found.seen, /^DATABASE_READ_URL leads to a second primary, a promoted replica/);
  });

  it('have one that lets nobody in, without hot_standby: a fault', async () => {
    await servers.close(1);
    const found = await replicas(replicaUrl(1));
    assert.equal(found.state, 'fault');
    assert.match(found.seen, /lets nobody in \(57P03\)/);
    assert.ok('advice' in found && found.advice.includes('hot_standby = on'));
  });
});
