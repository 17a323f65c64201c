import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { createArrivals } from '#platform/arrivals.ts';
import { type ReadResult, withCausalReads } from '#platform/database/causal-reads.ts';
import { openPostgres } from '#platform/database/postgres.ts';
import { createKeyring } from '#platform/encryption.ts';
import { createLogger } from '#platform/logger.ts';
import { createRandom } from '#platform/random.ts';
import { createPostgresState } from '#platform/short-lived-state/postgres-state.ts';
import { createRedisServer, type RedisServer } from '#platform/short-lived-state/redis-facts.ts';
import { createRedisState } from '#platform/short-lived-state/redis-state.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import { buildApp } from '#src/app.ts';
import { wireApp } from '#src/app-parts.ts';
import { type Config, type Environment, parseConfig } from '#src/config.ts';
import { createMetrics } from '#src/metrics.ts';
import { openState } from '#src/open-stores.ts';
import { readGauges } from '#src/read-gauges.ts';
import { wireFlows } from '#src/wire-flows.ts';
import { wireJobs } from '#src/wire-jobs.ts';
import { type Platform, wireNouns } from '#src/wiring.ts';
import { createTestDatabase, type DatabaseKind, type TestDatabase } from './database.ts';
import { createFakeClock, createFakeMailer, type FakeClock, type FakeMailer } from './fakes.ts';
import { newRedisPrefix, openTestRedis } from './redis.ts';
import { sharedHasher } from './shared-hasher.ts';
import { silentLog } from './silent-log.ts';

export interface TestApp {
  app: FastifyInstance;
  config: Config;
  platform: Platform;
  nouns: ReturnType<typeof wireNouns>;
  flows: ReturnType<typeof wireFlows>;
  jobs: ReturnType<typeof wireJobs>;
  clock: FakeClock;
  mailer: FakeMailer;
  /** In front of all its keys in Redis. */
  redisPrefix: string;
  /** Runs the background jobs until nothing is due: mail last, since the others cause some. */
  runJobs(): Promise<void>;
  /** Parsed log lines so far. */
  logLines: Record<string, unknown>[];
  /** Log lines of level warn and above with these messages are expected and fail nothing. */
  allowLog(...messages: string[]): void;
  /** Closes everything; throws when something unexpected was logged as warn or error. */
  close(): Promise<void>;
}

/** Servers of the test's own instead of the shared ones. */
export interface Stores {
  url: string;
  readUrl: string;
  redisUrl: string;
}

export interface TestAppOptions {
  stores?: Stores;
  /** Of a kind, made for this test, or one that is there. */
  database?: DatabaseKind | TestDatabase;
  state?: 'postgres' | 'redis';
  environment?: Environment;
  /** A second instance of the app on the same stores. */
  sharing?: TestApp;
  /** Changes of accounts are looked for all the time, as in the service, so that accounts are remembered. */
  isWatching?: boolean;
  /** With `stores`: a clock that differs from that of the other instance. */
  clock?: FakeClock;
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
  const { database: kind = 'postgres', state: stateKind = 'redis', environment = {} } = options;
  const { sharing, stores } = options;
  const config = parseConfig({ ...TEST_ENVIRONMENT, ...environment });
  const clock = options.clock ?? sharing?.clock ?? createFakeClock();
  const mailer = sharing?.mailer ?? createFakeMailer();
  const { lines, stream } = collectLines();
  const log = createLogger({ level: config.log.level, isPretty: false }, stream);

  const redisPrefix = sharing?.redisPrefix ?? newRedisPrefix();
  const metrics = createMetrics();
  const onRead = (result: ReadResult) =>
    metrics.decisionReads.inc({ db: result === 'fresh' ? 'replica' : 'primary', result });
  const opened =
    (stores && (await openStores(stores, { clock, redisPrefix, onRead }))) ??
    (sharing ? shared(sharing) : await open(kind, stateKind, clock, redisPrefix));
  const hasher = sharedHasher(config.passwords.argon2, sharing !== undefined);
  const random = createRandom(clock);
  const platform: Platform = {
    databases: opened.databases,
    keepFloor: opened.keepFloor,
    state: opened.state,
    redisServer: opened.redisServer,
    keyring: createKeyring(config.secretKeys, random),
    hasher,
    smtpMailer: mailer,
    metrics,
    arrivals: createArrivals(),
    clock,
    random,
    log,
  };
  const nouns = wireNouns(config, platform);
  readGauges(config, platform, nouns);
  const flows = wireFlows(config, platform, nouns);
  const jobs = wireJobs(platform, nouns, flows);
  // Mail goes out in `runJobs` alone: a delivery already under way would hide it from there.
  nouns.mailQueue.onEnqueued(() => {});
  nouns.resetRequests.onRecorded(() => {});
  const app = await buildApp(wireApp(config, platform, nouns, flows));
  await app.ready();
  if (options.isWatching) jobs.lookForChanges.start();
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
    redisPrefix,
    logLines: lines,
    allowLog(...messages) {
      for (const message of messages) allowed.add(message);
    },
    async runJobs() {
      await jobs.answerResetRequests.runOnce();
      await jobs.warnOfFailures.runOnce();
      await jobs.deliverMail.runOnce();
    },
    async close() {
      await app.close();
      await Promise.all(Object.values(jobs).map((job) => job.stop()));
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
  keepFloor?: (() => Promise<void>) | undefined;
  redisServer: RedisServer | undefined;
  close(): Promise<void>;
}

async function open(
  kind: DatabaseKind | TestDatabase,
  stateKind: 'postgres' | 'redis',
  clock: FakeClock,
  redisPrefix: string,
): Promise<Opened> {
  const database = typeof kind === 'string' ? await createTestDatabase(kind) : kind;
  const { state, redisServer } =
    stateKind === 'redis'
      ? await openRedisState(clock, redisPrefix)
      : { state: createPostgresState(database.databases, clock), redisServer: undefined };
  return {
    databases: database.databases,
    state,
    redisServer,
    async close() {
      await state.close();
      await database.drop();
    },
  };
}

/** As the service opens them: a primary, replicas that decide when they are fresh, Redis. */
async function openStores(
  { url, readUrl, redisUrl }: Stores,
  {
    clock,
    redisPrefix,
    onRead,
  }: { clock: FakeClock; redisPrefix: string; onRead: (result: ReadResult) => void },
): Promise<Opened> {
  const databases = openPostgres({ url, readUrl, poolSize: 5, log: silentLog });
  const { state, readMarks, redisServer } = await openState({ redisUrl }, databases, clock, silentLog, {
    prefix: redisPrefix,
    marksClock: clock,
  });
  if (!readMarks) throw new Error('the marks are kept in Redis');
  const causal = withCausalReads({
    databases,
    marks: readMarks,
    clock,
    random: createRandom(clock),
    log: silentLog,
    onRead,
  });
  return {
    databases: causal,
    keepFloor: causal.keepFloor,
    state,
    redisServer,
    async close() {
      await state.close();
      await databases.close();
    },
  };
}

async function openRedisState(
  clock: FakeClock,
  prefix: string,
): Promise<Pick<Opened, 'state' | 'redisServer'>> {
  const { redis, epoch } = await openTestRedis(prefix);
  return { state: createRedisState(redis, clock, epoch), redisServer: createRedisServer(redis) };
}

/** Whoever opened the stores closes them. */
const shared = ({ platform }: TestApp): Opened => ({
  databases: platform.databases,
  // A copy, so that a test can hold up one instance's writes alone.
  state: { ...platform.state },
  redisServer: platform.redisServer,
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
