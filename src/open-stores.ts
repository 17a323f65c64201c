import { join } from 'node:path';
import type { Clock } from '#platform/clock.ts';
import { CannotStart, type DataFolder } from '#platform/data-folder.ts';
import type { Databases, PrimaryDb } from '#platform/database/database.ts';
import { copyEmptyDatabase, emptyDatabaseIn } from '#platform/database/empty-database.ts';
import { listMissing, migrate } from '#platform/database/migrate.ts';
import type { ReadMarks } from '#platform/database/read-marks.ts';
import { readServerFacts } from '#platform/database/server-facts.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import type { Duration } from '#platform/duration.ts';
import type { Logger } from '#platform/logger.ts';
import type { Mailer } from '#platform/mailer.ts';
import { reasonOf } from '#platform/reason.ts';
import { createPostgresState } from '#platform/short-lived-state/postgres-state.ts';
import type { RedisServer } from '#platform/short-lived-state/redis-facts.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import { mailLogo } from '#web/brand.ts';
import type { Config } from './config.ts';

/*
 * Drivers are loaded where they are needed: a start on the embedded database does not wait for those of
 * servers that it never talks to.
 */
const MIGRATIONS = join(import.meta.dirname, '..', 'migrations');
const PACKAGES = join(import.meta.dirname, '..', 'node_modules');
const REDIS_PREFIX = 'latchkey:';

/** The database, migrated. */
export async function openDatabases(
  config: Config,
  folder: DataFolder | undefined,
  log: Logger,
): Promise<Databases> {
  if (folder) {
    const { openEmbedded } = await import('#platform/database/embedded.ts');
    copyEmptyDatabase(emptyDatabaseIn(PACKAGES), folder.path('postgres'));
    const databases = await openEmbedded(folder.path('postgres'));
    logApplied(await migrate(databases.primary, MIGRATIONS), log);
    return databases;
  }
  await migrateDatabase(config.database, log);
  const { openPostgres } = await import('#platform/database/postgres.ts');
  const { url, readUrl } = config.database;
  const databases = openPostgres({ url, readUrl, log });
  try {
    await requireWritable(databases.primary);
    return databases;
  } catch (error) {
    await databases.close();
    throw asSentence(error, 'DATABASE_URL');
  }
}

export const listMissingMigrations = (db: PrimaryDb): Promise<string[]> => listMissing(db, MIGRATIONS);

/** A replica would take every sign-in's reading and refuse its writing, for as long as nobody looks at the log. */
async function requireWritable(primary: PrimaryDb): Promise<void> {
  const { isReplica, isReadOnly } = await readServerFacts(primary);
  if (isReplica || isReadOnly) throw readOnly('DATABASE_URL');
}

const readOnly = (setting: string) =>
  new CannotStart(`The database server is read-only: a replica? ${setting} has to lead to the primary.`);

/** Brings a database server up to date; the names of what was applied. */
export async function migrateDatabase(
  { url, migrationUrl }: Pick<Config['database'], 'url' | 'migrationUrl'>,
  log: Logger,
): Promise<string[]> {
  const { openPostgres } = await import('#platform/database/postgres.ts');
  // On a connection of its own, which may wait for another instance's lock and for slow statements.
  const direct = openPostgres({ url: migrationUrl, poolSize: 2, queryTimeout: false, log });
  try {
    const applied = await migrate(direct.primary, MIGRATIONS);
    logApplied(applied, log);
    return applied;
  } catch (error) {
    throw asSentence(error, migrationUrl === url ? 'DATABASE_URL' : 'MIGRATION_DATABASE_URL');
  } finally {
    await direct.close();
  }
}

/** What the operator can mend, in one sentence; anything else as it is. */
function asSentence(error: unknown, setting: string): unknown {
  if (reasonOf(error) === READ_ONLY) return readOnly(setting);
  const says = isUnavailable(error) ? 'does not answer' : isRefused(error) ? 'refuses us' : undefined;
  return says
    ? new CannotStart(`The database server ${says} (${reasonOf(error)}). Check ${setting}.`)
    : error;
}

export interface OpenState {
  state: ShortLivedState;
  /** Where the marks of causal reads are kept; none without Redis: asking Postgres for them would save nothing. */
  readMarks: ReadMarks | undefined;
  redisServer: RedisServer | undefined;
}

export async function openState(
  { redisUrl }: Pick<Config, 'redisUrl'>,
  databases: Databases,
  clock: Clock,
  log: Logger,
  options: { prefix?: string; marksClock?: Clock; onCommand?: (took: Duration) => void } = {},
): Promise<OpenState> {
  const { prefix = REDIS_PREFIX, marksClock, onCommand } = options;
  if (!redisUrl)
    return { state: createPostgresState(databases, clock), readMarks: undefined, redisServer: undefined };
  const { openRedis } = await import('#platform/short-lived-state/open-redis.ts');
  const { createRedisState } = await import('#platform/short-lived-state/redis-state.ts');
  const { createRedisServer } = await import('#platform/short-lived-state/redis-facts.ts');
  const { createRedisReadMarks } = await import('#platform/short-lived-state/redis-read-marks.ts');
  const { redis, epoch } = await openRedis(redisUrl, prefix, log, onCommand);
  return {
    state: createRedisState(redis, clock, epoch),
    readMarks: createRedisReadMarks(redis, epoch, marksClock),
    redisServer: createRedisServer(redis),
  };
}

/** `undefined`: mail stays in the local mailbox. */
export async function openMailer({ mail, publicUrl, brand }: Config): Promise<Mailer | undefined> {
  if (!mail.smtpUrl) return undefined;
  const { createSmtpMailer } = await import('#platform/mailer.ts');
  return createSmtpMailer({
    url: mail.smtpUrl,
    from: mail.from,
    messageIdHost: new URL(publicUrl).hostname,
    inlineImage: mailLogo(brand),
  });
}

function logApplied(applied: string[], log: Logger): void {
  if (applied.length > 0) log.info({ applied }, 'migrated');
}

const READ_ONLY = '25006';

/** SQLSTATE 28: wrong user or password; 3D000: no such database; 42501: not permitted. */
function isRefused(error: unknown): boolean {
  const { code = '', cause } = error as NodeJS.ErrnoException;
  return /^(28...|3D000|42501)$/.test(code) || (cause !== undefined && isRefused(cause));
}
