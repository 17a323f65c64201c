import { Redis } from 'ioredis';
import { CannotStart } from '#platform/data-folder.ts';
import { type Duration, milliseconds } from '#platform/duration.ts';
import type { Logger } from '#platform/logger.ts';
import { parseRedisAddress, type SentinelAddress } from './redis-address.ts';
import { createRedisEpoch } from './redis-epoch.ts';
import { readPrimary, watchPrimary } from './redis-primary.ts';

export interface RedisConnection {
  redis: Redis;
  /**
   * Names the server's run, read anew after every (re)connect before anything else is answered. Behind Sentinels it
   * throws where the server is not known to be the primary.
   */
  epoch(): Promise<string>;
}

/**
 * Connects with bounded waits: commands are refused at once while there is no connection (a queue would
 * replay them later, a session written after its sign-out for instance), and one that hangs fails in 500 ms.
 * An evicting server is refused: it would drop throttle counters and sessions when memory runs out.
 */
export async function openRedis(
  url: string,
  keyPrefix: string,
  log: Logger,
  onCommand?: (took: Duration) => void,
): Promise<RedisConnection> {
  const address = parseRedisAddress(url);
  if (!address) throw new CannotStart('REDIS_URL leads neither to a Redis server nor to Sentinels.');
  const redis = await (address.kind === 'server'
    ? connect(new Redis(url, boundsWith(keyPrefix)), log)
    : connectThroughSentinels(address, keyPrefix, log));
  if (onCommand) timeCommands(redis, onCommand);
  writeTogether(redis);
  await refuseEviction(redis);

  if (address.kind === 'server') return { redis, epoch: createRedisEpoch(redis, readRunId).current };
  const epoch = createRedisEpoch(redis, readPrimary);
  watchPrimary(redis, epoch.renew, log);
  return { redis, epoch: epoch.current };
}

const boundsWith = (keyPrefix: string) => ({
  keyPrefix,
  enableOfflineQueue: false,
  commandTimeout: 500,
  connectTimeout: 2_000,
  maxRetriesPerRequest: 0,
  retryStrategy: pauseBefore,
  lazyConnect: true,
});

const pauseBefore = (attempt: number): number =>
  Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2);

async function connect(redis: Redis, log: Logger): Promise<Redis> {
  let refusal: Error | undefined;
  redis.on('error', (error) => {
    if (REFUSED.test(error.message)) refusal ??= error;
    log.warn({ err: error }, 'redis');
  });
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    // The driver itself tells only that the connection ended.
    if (refusal) throw new CannotStart(`The Redis server refuses us (${refusal.message}). Check REDIS_URL.`);
    throw new CannotStart(`The Redis server does not answer (${(error as Error).message}). Check REDIS_URL.`);
  }
}

const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM|ERR invalid password)\b/;

async function connectThroughSentinels(
  address: SentinelAddress,
  keyPrefix: string,
  log: Logger,
): Promise<Redis> {
  const { username, password } = address.sentinelCredentials;
  let isOpen = false;
  const redis = new Redis({
    ...boundsWith(keyPrefix),
    sentinels: address.sentinels,
    name: address.name,
    ...address.credentials,
    ...(username && { sentinelUsername: username }),
    ...(password && { sentinelPassword: password }),
    db: address.database,
    ...(address.isEncrypted && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
    sentinelCommandTimeout: 500,
    // At start they have one chance, as a server has; later no answer is no reason ever to stop asking.
    sentinelRetryStrategy: (attempt) => (isOpen ? pauseBefore(attempt) : null),
    // Those they name among themselves need not be reachable from here.
    updateSentinels: false,
    // A server that hangs does not close its side.
    disconnectTimeout: 100,
  });
  await connect(redis, log);
  isOpen = true;
  return redis;
}

/** At the one door that every command goes through, calls of scripts included. */
function timeCommands(redis: Redis, onCommand: (took: Duration) => void): void {
  const { sendCommand } = redis;
  redis.sendCommand = function timed(command, stream) {
    const start = performance.now();
    const done = () => onCommand(milliseconds(performance.now() - start));
    command.promise.then(done, done);
    return sendCommand.call(this, command, stream);
  };
}

/**
 * What one turn of the event loop sends leaves in one write: a system call for each command, and the switch to Redis
 * that it brings, cost half of a session check. The driver's own way (`enableAutoPipelining`) saves half as much.
 */
function writeTogether(redis: Redis): void {
  const { sendCommand } = redis;
  let held: Redis['stream'] | undefined;
  const release = () => {
    held?.uncork();
    held = undefined;
  };
  redis.sendCommand = function together(command, stream) {
    // Without a connection there is nothing to hold back.
    if (!held && this.stream) {
      held = this.stream;
      held.cork();
      setImmediate(release);
    }
    return sendCommand.call(this, command, stream);
  };
}

async function refuseEviction(redis: Redis): Promise<void> {
  // INFO and not CONFIG GET, which hosted servers forbid.
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy !== 'noeviction') {
    redis.disconnect();
    throw new CannotStart(
      `The Redis server evicts keys (maxmemory-policy is ${policy}); sessions and throttle counters would vanish. Set it to noeviction.`,
    );
  }
}

async function readRunId(redis: Redis): Promise<string> {
  const server = await redis.info('server');
  return /run_id:(\S+)/.exec(server)?.[1] ?? 'unknown';
}
