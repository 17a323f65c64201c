import { join } from 'node:path';
import type { PoolerDeps, RedisFailoverDeps } from '#flows/check-health/check-health.ts';
import { readPosition, readServerFacts, readTime, watchReplica } from '#platform/database/server-facts.ts';
import type { Duration } from '#platform/duration.ts';
import { readFileFacts } from '#platform/file-facts.ts';
import { parseRedisAddress } from '#platform/short-lived-state/redis-address.ts';
import type { Config } from './config.ts';
import { listMissingMigrations } from './open-stores.ts';
import type { Platform } from './wiring.ts';

/** What `check-health` looks at: settings, and each part asked about itself. */
export function healthParts(config: Config, platform: Platform) {
  const { databases, redisServer, arrivals, keyring, clock } = platform;
  const { database, mail, passwords, publicUrl, trustedProxies } = config;
  const { primary, replica } = databases;
  const isEmbedded = !database.url;

  return {
    databases,
    keyring,
    clock,
    arrivals,
    publicUrl,
    trustedProxies,
    isEmbedded,
    mailFrom: mail.from,
    argon2: passwords.argon2,
    leastArgon2: passwords.leastArgon2,
    primaryFacts: () => readServerFacts(primary),
    replicas: database.readUrl
      ? {
          async watch(patience: Duration) {
            return watchReplica(replica, await readPosition(primary), patience);
          },
        }
      : undefined,
    poolModes: poolModesOf(database),
    migratesItself: async () =>
      database.migrationUrl !== database.url || (await readServerFacts(primary)).mayMigrate,
    listMissingMigrations: () => listMissingMigrations(primary),
    redisFacts: redisServer?.readFacts,
    sentinels: sentinelsOf(config.redisUrl),
    times: {
      Postgres: () => readTime(primary),
      ...(redisServer && { Redis: redisServer.readTime }),
    },
    secretKeysChangedAt: () => secretKeysChangedAt(config),
    tryMailServer: mail.smtpUrl
      ? async () => (await import('#platform/mail-server.ts')).tryMailServer(mail.smtpUrl)
      : undefined,
    dataFolder: { path: config.dataDir, inUse: filesOf(config), read: readFileFacts },
  };
}

/** `undefined`: the keys came in the environment, which does not say. */
export async function secretKeysChangedAt(config: Config): Promise<Date | undefined> {
  const { secretKeysFile, secretKeys, dataDir } = config;
  const file = secretKeysFile || (secretKeys.length === 0 && join(dataDir, 'secret-keys'));
  return file ? (await readFileFacts(file))?.changedAt : undefined;
}

/** Loaded where it is asked for: with the embedded database nobody waits for the driver of servers. */
const poolModeOf = (url: string) => async () =>
  (await import('#platform/database/pool-mode.ts')).findPoolMode(url);

function poolModesOf({ url, readUrl, migrationUrl }: Config['database']): PoolerDeps['poolModes'] {
  if (!url) return {};
  return {
    DATABASE_URL: poolModeOf(url),
    ...(readUrl && { DATABASE_READ_URL: poolModeOf(readUrl) }),
    MIGRATION_DATABASE_URL: poolModeOf(migrationUrl),
  };
}

function sentinelsOf(redisUrl: string): RedisFailoverDeps['sentinels'] {
  const address = parseRedisAddress(redisUrl);
  if (address?.kind !== 'sentinels') return undefined;
  return async () => (await import('#platform/short-lived-state/sentinel-facts.ts')).readSentinels(address);
}

function filesOf({ dataDir, database, secretKeys, operatorToken }: Config) {
  const isEmbedded = !database.url;
  if (!isEmbedded && operatorToken) return [];
  const names = [
    ...(isEmbedded ? ['postgres'] : []),
    ...(isEmbedded && secretKeys.length === 0 ? ['secret-keys'] : []),
    ...(operatorToken ? [] : ['operator-token']),
  ];
  return [
    { path: dataDir, isSecret: false },
    ...names.map((name) => ({ path: join(dataDir, name), isSecret: true })),
  ];
}
