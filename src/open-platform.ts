import { createPasswordHasher } from '#domain/passwords/passwords.ts';
import { createArrivals } from '#platform/arrivals.ts';
import { systemClock } from '#platform/clock.ts';
import { type DataFolder, openDataFolder } from '#platform/data-folder.ts';
import { countingReads, type ReadResult, withCausalReads } from '#platform/database/causal-reads.ts';
import { createKeyring } from '#platform/encryption.ts';
import { createLogger, type Logger } from '#platform/logger.ts';
import { createRandom, type Random } from '#platform/random.ts';
import type { Config } from './config.ts';
import { createMetrics } from './metrics.ts';
import { openOperatorToken } from './open-operator-token.ts';
import { openDatabases, openMailer, openState } from './open-stores.ts';
import type { Tracing } from './open-tracing.ts';
import type { Platform } from './wiring.ts';

export interface OpenPlatform extends Platform {
  /** `undefined`: nobody can prove to be an operator. */
  operatorToken: string | undefined;
  tracing: Tracing | undefined;
  close(): Promise<void>;
}

/** Opens everything that talks to the outside, migrates, and knows how to close it again in order. */
export async function openPlatform(config: Config): Promise<OpenPlatform> {
  const metrics = createMetrics();
  const log = createLogger({ ...config.log, onDropped: () => metrics.logLinesDropped.inc() });
  const clock = systemClock;
  const random = createRandom(clock);

  // A database server leaves nothing to keep here: the folder then need not exist.
  const folder = config.database.url ? undefined : openDataFolder(config.dataDir);
  const stores = await openDatabases(config, folder, log);
  const { state, readMarks, redisServer } = await openState(config, stores, clock, log, {
    onCommand: (took) => metrics.redisCommandTime.observe(took / 1_000),
  });
  const keyring = createKeyring(secretKeys(config, folder, random), random);
  const onRead = (result: ReadResult) =>
    metrics.decisionReads.inc({ db: result === 'fresh' ? 'replica' : 'primary', result });
  const causal =
    config.database.readUrl && readMarks
      ? withCausalReads({ databases: stores, marks: readMarks, clock, random, log, onRead })
      : undefined;
  const databases = causal ?? countingReads(stores, onRead);
  const smtpMailer = await openMailer(config);
  const hasher = createPasswordHasher(config.passwords.argon2, {
    onDone: (took) => metrics.passwordHashTime.observe(took / 1_000),
    onRefused: () => metrics.passwordHashesRefused.inc(),
  });

  const tracing = await openTracing(config, log);

  return {
    databases,
    keepFloor: causal?.keepFloor,
    state,
    redisServer,
    keyring,
    hasher,
    smtpMailer,
    operatorToken: openOperatorToken(config, random, log),
    tracing,
    metrics,
    arrivals: createArrivals(),
    clock,
    random,
    log,
    async close() {
      await tracing?.close();
      await hasher.close();
      smtpMailer?.close();
      await state.close();
      await databases.close();
      folder?.unlock();
    },
  };
}

/** Loaded where it is asked for: whoever traces nothing runs none of it. */
async function openTracing({ traceCollector }: Config, log: Logger): Promise<Tracing | undefined> {
  if (!traceCollector) return undefined;
  return (await import('./open-tracing.ts')).openTracing(traceCollector, log);
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
