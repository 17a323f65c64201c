import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { findPoolMode } from '#platform/database/pool-mode.ts';
import { requireEnvironment } from '#test/support/database.ts';
import { startThrowawayPgbouncer, type ThrowawayPgbouncer } from '#test/support/throwaway-pgbouncer.ts';
import { checkPooler } from './pooler.ts';

describe('the pooler', () => {
  const started: ThrowawayPgbouncer[] = [];
  after(() => Promise.all(started.map((pgbouncer) => pgbouncer.remove())));

  const direct = requireEnvironment('TEST_DATABASE_URL');
  const inMode = async (mode: string, ...more: string[]) => {
    const pgbouncer = await startThrowawayPgbouncer(mode, ...more);
    started.push(pgbouncer);
    return pgbouncer.url;
  };
  const check = (url: string, migrationUrl = direct, migratesItself = true) =>
    checkPooler({
      isEmbedded: false,
      migratesItself: async () => migratesItself,
      poolModes: {
        DATABASE_URL: () => findPoolMode(url),
        MIGRATION_DATABASE_URL: () => findPoolMode(migrationUrl),
      },
    }).run();

  it('is not there, or in transaction mode: good', async () => {
    assert.deepEqual(await check(direct), {
      state: 'ok',
      seen: 'DATABASE_URL: a direct connection; MIGRATION_DATABASE_URL: a direct connection',
    });
    const pooled = await check(requireEnvironment('TEST_PGBOUNCER_URL'));
    assert.deepEqual([pooled.state, /a pooler in transaction mode/.test(pooled.seen)], ['ok', true]);
  });

  it('is recognised in transaction mode with one connection, and with connections taken in turn', async () => {
    const alone = await check(await inMode('transaction', 'default_pool_size = 1', 'query_wait_timeout = 1'));
    assert.match(alone.seen, /a pooler in transaction mode/);
    const inTurn = await check(await inMode('transaction', 'server_round_robin = 1'));
    assert.match(inTurn.seen, /a pooler in transaction mode/);
  });

  it('is in session mode, with connections to spare or without: a warning that names the setting', async () => {
    for (const more of [[], ['default_pool_size = 1', 'query_wait_timeout = 1']]) {
      const found = await check(await inMode('session', ...more));
      assert.equal(found.state, 'warning');
      assert.match(found.seen, /^DATABASE_URL: a pooler in session mode/);
      assert.ok('advice' in found && found.advice.includes('pool_mode = transaction'));
    }
  });

  it('is in statement mode: a fault', async () => {
    const found = await check(await inMode('statement'));
    assert.equal(found.state, 'fault');
    assert.match(found.seen, /^DATABASE_URL: a pooler in statement mode, which lets no transaction begin/);
  });

  it('stands in the way of migrations: a warning', async () => {
    const pooled = requireEnvironment('TEST_PGBOUNCER_URL');
    const found = await check(pooled, pooled);
    assert.equal(found.state, 'warning');
    assert.match(found.seen, /^migrations go through a pooler/);
    const migratedBefore = await check(pooled, pooled, false);
    assert.deepEqual([migratedBefore.state, /migration/i.test(migratedBefore.seen)], ['ok', false]);
  });
});
