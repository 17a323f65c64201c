import { type Dialect, Kysely, sql } from 'kysely';
import { noteDatabase } from '../request-notes.ts';
import type { Databases, FreshDb, PrimaryDb, ReplicaDb, Transaction } from './database.ts';

/**
 * The one place where connections get their freshness. Without a read address everything is the primary;
 * with one, only what is merely shown goes there.
 */
export function databasesOver(
  primaryDialect: Dialect,
  readDialect?: Dialect,
  pools: Databases['pools'] = () => ({}),
): Databases {
  const primary = new Kysely<unknown>({ dialect: primaryDialect, log: () => noteDatabase('primary') });
  const replica = readDialect
    ? new Kysely<unknown>({ dialect: readDialect, log: () => noteDatabase('replica') })
    : primary;

  return {
    primary: primary as unknown as PrimaryDb,
    replica: replica as unknown as ReplicaDb,
    deciding: (_person, read) => read(primary as unknown as FreshDb),
    inTransaction: (_person, work) =>
      primary.transaction().execute((transaction) => work(transaction as unknown as Transaction)),
    async ping() {
      await sql`SELECT 1`.execute(primary);
    },
    pools,
    async close() {
      await primary.destroy();
      if (replica !== primary) await replica.destroy();
    },
  };
}
