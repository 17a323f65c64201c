import { join } from 'node:path';
import { createPasswordHasher } from '#domain/passwords/passwords.ts';
import { systemClock } from '#platform/clock.ts';
import { CannotStart, type DataFolder, openDataFolder } from '#platform/data-folder.ts';
import type { Databases } from '#platform/database/database.ts';
import { openEmbedded } from '#platform/database/embedded.ts';
import { migrate } from '#platform/database/migrate.ts';
import { openPostgres } from '#platform/database/postgres.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { createKeyring } from '#platform/encryption.ts';
import { createLogger } from '#platform/logger.ts';
import { createSmtpMailer } from '#platform/mailer.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createRandom, type Random } from '#platform/random.ts';
import { openRedis } from '#platform/short-lived-state/open-redis.ts';
import { createPostgresState } from '#platform/short-lived-state/postgres-state.ts';
import { createRedisState } from '#platform/short-lived-state/redis-state.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import type { Config } from './config.ts';
import type { Platform } from './wiring.ts';

export interface OpenPlatform extends Platform {
  close(): Promise<void>;
}

const MIGRATIONS = join(import.meta.dirname, '..', 'migrations');
const REDIS_PREFIX = 'latchkey:';

/** Opens everything that talks to the outside, migrates, and knows how to close it again in order. */
export async function openPlatform(config: Config): Promise<OpenPlatform> {
  const log = createLogger(config.log);
  const clock = systemClock;
  const random = createRandom(clock);
  const metrics = createMetrics();

  // A database server leaves nothing to keep here: the folder then need not exist.
  const folder = config.database.url ? undefined : openDataFolder(config.dataDir);
  const databases = await openDatabases(config, folder, log);
  await migrateDatabase(config, databases, log);
  const state = await openState(config, databases, log);
  const hasher = createPasswordHasher(config.passwords.argon2);
  const smtpMailer = config.mail.smtpUrl
    ? createSmtpMailer({
        url: config.mail.smtpUrl,
        from: config.mail.from,
        messageIdHost: new URL(config.publicUrl).hostname,
      })
    : undefined;

  return {
    databases,
    state,
    keyring: createKeyring(secretKeys(config, folder, random), random),
    hasher,
    smtpMailer,
    metrics,
    clock,
    random,
    log,
    async close() {
      await hasher.close();
      smtpMailer?.close();
      await state.close();
      await databases.close();
      folder?.unlock();
    },
  };
}

async function openDatabases(
  { database }: Config,
  folder: DataFolder | undefined,
  log: Platform['log'],
): Promise<Databases> {
  if (folder) return openEmbedded(folder.path('postgres'));
  return openPostgres({ url: database.url, readUrl: database.readUrl, log });
}

/** On a connection of its own, which may wait for another instance's lock and for slow statements. */
async function migrateDatabase(
  { database }: Config,
  databases: Databases,
  log: Platform['log'],
): Promise<void> {
  const url = database.migrationUrl;
  const target = url ? openPostgres({ url, poolSize: 2, queryTimeout: false, log }) : databases;
  try {
    const applied = await migrate(target.primary, MIGRATIONS);
    if (applied.length > 0) log.info({ applied }, 'migrated');
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new CannotStart(`The database server does not answer (${reasonOf(error)}). Check DATABASE_URL.`);
  } finally {
    if (target !== databases) await target.close();
  }
}

async function openState(
  { redisUrl }: Config,
  databases: Databases,
  log: Platform['log'],
): Promise<ShortLivedState> {
  if (!redisUrl) return createPostgresState(databases, systemClock);
  const { redis, epoch } = await openRedis(redisUrl, REDIS_PREFIX, log);
  return createRedisState(redis, systemClock, epoch);
}

function secretKeys(
  { secretKeys: configured }: Config,
  folder: DataFolder | undefined,
  random: Random,
): Uint8Array[] {
  if (configured.length > 0) return [...configured];
  if (!folder) throw new Error('no secret keys and no folder to keep generated ones in');
  const made = folder.readOrMake('secret-keys', () => random.token());
  return made.split(',').map((key) => Buffer.from(key, 'base64url'));
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
