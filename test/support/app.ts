import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { createPasswordHasher, type PasswordHasher } from '#domain/passwords/passwords.ts';
import { createKeyring } from '#platform/encryption.ts';
import { createLogger } from '#platform/logger.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createRandom } from '#platform/random.ts';
import { openRedis } from '#platform/short-lived-state/open-redis.ts';
import { createPostgresState } from '#platform/short-lived-state/postgres-state.ts';
import { createRedisState } from '#platform/short-lived-state/redis-state.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import { buildApp } from '#src/app.ts';
import { wireApp } from '#src/app-parts.ts';
import { type Config, type Environment, parseConfig } from '#src/config.ts';
import { wireFlows } from '#src/wire-flows.ts';
import { wireJobs } from '#src/wire-jobs.ts';
import { type Platform, wireNouns } from '#src/wiring.ts';
import { createTestDatabase, type DatabaseKind, requireEnvironment, type TestDatabase } from './database.ts';
import { createFakeClock, createFakeMailer, type FakeClock, type FakeMailer } from './fakes.ts';

export interface TestApp {
  app: FastifyInstance;
  config: Config;
  platform: Platform;
  nouns: ReturnType<typeof wireNouns>;
  flows: ReturnType<typeof wireFlows>;
  jobs: ReturnType<typeof wireJobs>;
  clock: FakeClock;
  mailer: FakeMailer;
  /** Runs the background jobs until nothing is due: reset requests first, since they cause mail. */
  runJobs(): Promise<void>;
  /** Parsed log lines so far. */
  logLines: Record<string, unknown>[];
  /** Log lines of level warn and above with these messages are expected and fail nothing. */
  allowLog(...messages: string[]): void;
  /** Closes everything; throws when something unexpected was logged as warn or error. */
  close(): Promise<void>;
}

export interface TestAppOptions {
  database?: DatabaseKind;
  state?: 'postgres' | 'redis';
  environment?: Environment;
  /** A second instance of the app on the same stores. */
  sharing?: TestApp;
}

/** The cheapest argon2: one test of its own pins the production parameters. */
const TEST_ENVIRONMENT: Environment = {
  ARGON2_MEMORY_KIB: '8',
  ARGON2_PASSES: '1',
  ALLOW_WEAK_HASHING: 'true',
  LOG_LEVEL: 'info',
  SECRET_KEYS: Buffer.alloc(32, 7).toString('base64url'),
};

/** The whole service on real stores; clock and mail transport alone are ours. */
export async function buildTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { database: kind = 'postgres', state: stateKind = 'redis', environment = {}, sharing } = options;
  const config = parseConfig({ ...TEST_ENVIRONMENT, ...environment });
  const clock = sharing?.clock ?? createFakeClock();
  const mailer = sharing?.mailer ?? createFakeMailer();
  const { lines, stream } = collectLines();
  const log = createLogger({ level: config.log.level, isPretty: false }, stream);

  const opened = sharing ? shared(sharing) : await open(kind, stateKind, clock);
  const hasher: PasswordHasher = createPasswordHasher(config.passwords.argon2, 1);
  const random = createRandom(clock);
  const platform: Platform = {
    databases: opened.databases,
    state: opened.state,
    keyring: createKeyring(config.secretKeys, random),
    hasher,
    smtpMailer: mailer,
    metrics: createMetrics(),
    clock,
    random,
    log,
  };
  const nouns = wireNouns(config, platform);
  const flows = wireFlows(config, platform, nouns);
  const jobs = wireJobs(platform, nouns, flows);
  // Mail goes out in `runJobs` alone: a delivery already under way would hide it from there.
  nouns.mailQueue.onEnqueued(() => {});
  nouns.resetRequests.onRecorded(() => {});
  const app = await buildApp(wireApp(config, platform, nouns, flows));
  await app.ready();
  const allowed = new Set<string>();

  return {
    app,
    config,
    platform,
    nouns,
    flows,
    jobs,
    clock,
    mailer,
    logLines: lines,
    allowLog(...messages) {
      for (const message of messages) allowed.add(message);
    },
    async runJobs() {
      await jobs.answerResetRequests.runOnce();
      await jobs.deliverMail.runOnce();
    },
    async close() {
      await app.close();
      await Promise.all(Object.values(jobs).map((job) => job.stop()));
      await hasher.close();
      await opened.close();
      const loud = lines.filter(({ level, msg }) => Number(level) >= WARN && !allowed.has(String(msg)));
      if (loud.length > 0) throw new Error(`unexpected log lines: ${JSON.stringify(loud, undefined, 2)}`);
    },
  };
}

const WARN = 40;

interface Opened {
  databases: TestDatabase['databases'];
  state: ShortLivedState;
  close(): Promise<void>;
}

async function open(kind: DatabaseKind, stateKind: 'postgres' | 'redis', clock: FakeClock): Promise<Opened> {
  const database = await createTestDatabase(kind);
  const state =
    stateKind === 'redis' ? await openTestRedis(clock) : createPostgresState(database.databases, clock);
  return {
    databases: database.databases,
    state,
    async close() {
      await state.close();
      await database.drop();
    },
  };
}

/** Redis under a prefix of this app's own. */
async function openTestRedis(clock: FakeClock): Promise<ShortLivedState> {
  const log = createLogger({ level: 'silent', isPretty: false });
  const prefix = `test:${randomBytes(6).toString('hex')}:`;
  const { redis, epoch } = await openRedis(requireEnvironment('TEST_REDIS_URL'), prefix, log);
  return createRedisState(redis, clock, epoch);
}

/** Whoever opened the stores closes them. */
const shared = ({ platform }: TestApp): Opened => ({
  databases: platform.databases,
  state: platform.state,
  close: async () => {},
});

function collectLines(): { lines: Record<string, unknown>[]; stream: Writable } {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      for (const line of String(chunk).split('\n').filter(Boolean)) lines.push(JSON.parse(line));
      done();
    },
  });
  return { lines, stream };
}
