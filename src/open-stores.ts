import { join } from 'node:path';
import type { Clock } from '#platform/clock.ts';
import { CannotStart, type DataFolder } from '#platform/data-folder.ts';
import type { Databases } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import type { Logger } from '#platform/logger.ts';
import type { Mailer } from '#platform/mailer.ts';
import { createPostgresState } from '#platform/short-lived-state/postgres-state.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import type { Config } from './config.ts';

/*
 * Drivers are loaded where they are needed: a start on the embedded database does not wait for those of
 * servers that it never talks to.
 */
const MIGRATIONS = join(import.meta.dirname, '..', 'migrations');
const REDIS_PREFIX = 'latchkey:';

/** The database, migrated. */
export async function openDatabases(
  config: Config,
  folder: DataFolder | undefined,
  log: Logger,
): Promise<Databases> {
  if (folder) {
    const { openEmbedded } = await import('#platform/database/embedded.ts');
    const databases = await openEmbedded(folder.path('postgres'));
    logApplied(await migrate(databases.primary, MIGRATIONS), log);
    return databases;
  }
  const { openPostgres } = await import('#platform/database/postgres.ts');
  const { url, readUrl, migrationUrl } = config.database;
  // On a connection of its own, which may wait for another instance's lock and for slow statements.
  const direct = openPostgres({ url: migrationUrl, poolSize: 2, queryTimeout: false, log });
  try {
    logApplied(await migrate(direct.primary, MIGRATIONS), log);
  } catch (error) {
    const setting = migrationUrl === url ? 'DATABASE_URL' : 'MIGRATION_DATABASE_URL';
    if (isUnavailable(error)) {
      throw new CannotStart(`The database server does not answer (${reasonOf(error)}). Check ${setting}.`);
    }
    if (isRefused(error)) {
      throw new CannotStart(`The database server refuses us (${reasonOf(error)}). Check ${setting}.`);
    }
    throw error;
  } finally {
    await direct.close();
  }
  return openPostgres({ url, readUrl, log });
}

export async function openState(
  { redisUrl }: Config,
  databases: Databases,
  clock: Clock,
  log: Logger,
): Promise<ShortLivedState> {
  if (!redisUrl) return createPostgresState(databases, clock);
  const { openRedis } = await import('#platform/short-lived-state/open-redis.ts');
  const { createRedisState } = await import('#platform/short-lived-state/redis-state.ts');
  const { redis, epoch } = await openRedis(redisUrl, REDIS_PREFIX, log);
  return createRedisState(redis, clock, epoch);
}

/** `undefined`: mail stays in the local mailbox. */
export async function openMailer({ mail, publicUrl }: Config): Promise<Mailer | undefined> {
  if (!mail.smtpUrl) return undefined;
  const { createSmtpMailer } = await import('#platform/mailer.ts');
  return createSmtpMailer({
    url: mail.smtpUrl,
    from: mail.from,
    messageIdHost: new URL(publicUrl).hostname,
  });
}

function logApplied(applied: string[], log: Logger): void {
  if (applied.length > 0) log.info({ applied }, 'migrated');
}

/** SQLSTATE 28: wrong user or password; 3D000: no such database; 42501: not permitted. */
function isRefused(error: unknown): boolean {
  const { code = '', cause } = error as NodeJS.ErrnoException;
  return /^(28...|3D000|42501)$/.test(code) || (cause !== undefined && isRefused(cause));
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const { code, message, cause } = error as NodeJS.ErrnoException;
  return cause === undefined ? (code ?? message) : reasonOf(cause);
}
