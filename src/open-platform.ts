import { createPasswordHasher } from '#domain/passwords/passwords.ts';
import { systemClock } from '#platform/clock.ts';
import { type DataFolder, openDataFolder } from '#platform/data-folder.ts';
import { createKeyring } from '#platform/encryption.ts';
import { createLogger } from '#platform/logger.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createRandom, type Random } from '#platform/random.ts';
import type { Config } from './config.ts';
import { openDatabases, openMailer, openState } from './open-stores.ts';
import type { Platform } from './wiring.ts';

export interface OpenPlatform extends Platform {
  close(): Promise<void>;
}

/** Opens everything that talks to the outside, migrates, and knows how to close it again in order. */
export async function openPlatform(config: Config): Promise<OpenPlatform> {
  const log = createLogger(config.log);
  const clock = systemClock;
  const random = createRandom(clock);

  // A database server leaves nothing to keep here: the folder then need not exist.
  const folder = config.database.url ? undefined : openDataFolder(config.dataDir);
  const databases = await openDatabases(config, folder, log);
  const state = await openState(config, databases, clock, log);
  const smtpMailer = await openMailer(config);
  const hasher = createPasswordHasher(config.passwords.argon2);

  return {
    databases,
    state,
    keyring: createKeyring(secretKeys(config, folder, random), random),
    hasher,
    smtpMailer,
    metrics: createMetrics(),
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
