import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { type Duration, seconds } from '../duration.ts';
import type { Logger } from '../logger.ts';
import type { Databases, PoolUse } from './database.ts';
import { databasesOver } from './open.ts';

export interface PostgresOptions {
  url: string;
  /** Where reads that only show may go; empty: the primary. */
  readUrl?: string | undefined;
  poolSize?: number;
  /** How long one statement may take; `false`: as long as it needs (migrations), and more time to connect. */
  queryTimeout?: Duration | false;
  log: Logger;
}

/** A pool to a Postgres server, directly or through a pooler in transaction mode. Connects at first use. */
export function openPostgres(options: PostgresOptions): Databases {
  const { url, readUrl } = options;
  const primary = createPool(url, PATIENCE, options);
  const replica = readUrl ? createPool(readUrl, PATIENCE_WITH_REPLICAS, options) : undefined;
  const dialectOver = (pool: pg.Pool) => new PostgresDialect({ pool: withoutBrokenClients(pool) });
  return databasesOver(dialectOver(primary), replica && dialectOver(replica), () => ({
    primary: useOf(primary),
    ...(replica && { replica: useOf(replica) }),
  }));
}

const useOf = ({ totalCount, idleCount, waitingCount }: pg.Pool): PoolUse => ({
  open: totalCount,
  idle: idleCount,
  waiting: waitingCount,
});

/** For a connection, and again for each statement. */
const PATIENCE = seconds(2);
/** Whoever waited for a replica in vain waits for the primary next, and a proxy in front waits as well. */
const PATIENCE_WITH_REPLICAS = seconds(1);
/** Nobody waits for a page: a server that has just started may take its time. */
const CALM_PATIENCE = seconds(30);

/**
 * Waits are bounded on this side: a primary that hangs must become a 503 within two seconds.
 * Session settings are left alone because a pooler in transaction mode refuses or leaks them.
 */
function createPool(
  connectionString: string,
  patience: Duration,
  { poolSize = 10, queryTimeout, log }: PostgresOptions,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: queryTimeout === false ? CALM_PATIENCE : patience,
    ...(queryTimeout !== false && { query_timeout: queryTimeout ?? patience }),
    idleTimeoutMillis: 30_000,
    types: { getTypeParser },
  });
  // An idle connection that breaks must not end the process: the next query takes another one.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  return pool;
}

/**
 * A statement that timed out on this side is still running on the other: handed back to the pool, its connection
 * might be inside a transaction that nobody owns, and what the next one is told is committed would vanish. So a
 * connection is thrown away after any failure that is not the server's own answer.
 */
function withoutBrokenClients(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      let broken: Error | undefined;
      // Without a listener an error of a connection in use would end the process.
      const onError = (error: Error) => {
        broken ??= error;
      };
      client.on('error', onError);
      const query = async (text: string, values: readonly unknown[]) => {
        if (broken) throw broken;
        try {
          return await client.query(text, [...values]);
        } catch (error) {
          if (!isAnswer(error)) broken = error as Error;
          throw error;
        }
      };
      const release = () => {
        client.off('error', onError);
        client.release(broken);
      };
      return { query, release } as unknown as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}

/** An SQLSTATE: the server finished with the statement, however badly it went. */
const isAnswer = (error: unknown): boolean => /^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '');

const DATE_OID = 1082;

/** Calendar dates stay `YYYY-MM-DD`: as a `Date` they would move with the server's time zone. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === DATE_OID) return (text: string) => text;
  return pg.types.getTypeParser(oid, format as 'text');
}
