import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { endProcess } from './end-process.ts';
import { answersPing } from './servers/answers.ts';
import { findRedis } from './servers/programs.ts';
import { freePorts } from './service.ts';
import { startThrowawayRedis, type ThrowawayRedis } from './throwaway-redis.ts';

/**
 * Four Redis servers, of which one is the primary, and three Sentinels, of this test's own. Two servers may go: a primary
 * without a replica takes no writes.
 */
export interface ThrowawaySentinels {
  /** As `REDIS_URL` has it. */
  url: string;
  servers: readonly ThrowawayRedis[];
  /** The one that the Sentinels name. */
  primary(): Promise<ThrowawayRedis>;
  /** Resolves once another server than this is the primary, and takes writes. */
  untilReplaced(former: ThrowawayRedis): Promise<ThrowawayRedis>;
  /** Another server takes over while all are well; the former one stays, as a replica. */
  switchOver(): Promise<ThrowawayRedis>;
  remove(): Promise<void>;
}

const NAME = 'test-group';
const LONGEST = 30_000;
const SETTINGS = ['--min-replicas-to-write', '1', '--min-replicas-max-lag', '2', '--appendonly', 'yes'];

export async function startThrowawaySentinels(): Promise<ThrowawaySentinels> {
  const first = await startThrowawayRedis(...SETTINGS);
  const { port: firstPort } = new URL(first.url);
  const following = ['--replicaof', '127.0.0.1', firstPort, '--repl-diskless-sync-delay', '0'];
  const servers = [
    first,
    await startThrowawayRedis(...SETTINGS, ...following),
    await startThrowawayRedis(...SETTINGS, ...following),
    await startThrowawayRedis(...SETTINGS, ...following),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-sentinels-'));
  const ports = await freePorts(3);
  const sentinels = await Promise.all(ports.map((port) => startSentinel(folder, port, firstPort)));
  const sentinel = new Redis(ports[0] as number, '127.0.0.1');
  sentinel.on('error', () => {});

  const primary = async () => {
    const [, port] = (await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME)) as [string, string];
    return servers.find(({ url }) => new URL(url).port === port) ?? first;
  };
  const group: ThrowawaySentinels = {
    url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/${NAME}`,
    servers,
    primary,
    async untilReplaced(former) {
      await until(async () => (await primary()) !== former);
      const next = await primary();
      await until(() => takesWrites(next.url));
      return next;
    },
    async switchOver() {
      const former = await primary();
      await until(() => sentinel.call('SENTINEL', 'FAILOVER', NAME).then(() => true, no));
      return group.untilReplaced(former);
    },
    async remove() {
      sentinel.disconnect();
      await Promise.all(sentinels.map((child) => endProcess(child)));
      await Promise.all(servers.map((server) => server.remove()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await until(() => takesWrites(first.url));
  await until(async () => {
    const [replicas, others] = await Promise.all(
      (['REPLICAS', 'SENTINELS'] as const).map((what) => sentinel.call('SENTINEL', what, NAME)),
    );
    return (replicas as unknown[]).length === 3 && (others as unknown[]).length === 2;
  });
  return group;
}

async function startSentinel(folder: string, port: number, primaryPort: string): Promise<ChildProcess> {
  const file = join(folder, `${port}.conf`);
  writeFileSync(
    file,
    `port ${port}
bind 127.0.0.1
dir ${folder}
sentinel monitor ${NAME} 127.0.0.1 ${primaryPort} 2
sentinel down-after-milliseconds ${NAME} 500
sentinel failover-timeout ${NAME} 3000
sentinel parallel-syncs ${NAME} 2
`,
  );
  const child = spawn(findRedis() ?? 'redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  child.once('error', () => {});
  await until(answersPing(port));
  return child;
}

/** Only the primary does, once a replica follows it. */
async function takesWrites(url: string): Promise<boolean> {
  const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  try {
    return (await redis.set('test:takes-writes', '', 'PX', 10)) === 'OK';
  } finally {
    redis.disconnect();
  }
}

const no = () => false;

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + LONGEST;
  while (!(await isTrue().catch(no))) {
    if (Date.now() > giveUpAt) throw new Error('the Redis servers and Sentinels did not come to it in time');
    await wait(20);
  }
}
