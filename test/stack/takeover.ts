import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from './stack.ts';

/** Which server is the primary, asked of those who decide it or of the servers themselves. */
export interface Servers {
  primary(stack: Stack): Promise<string>;
  /** It follows the primary that is there now. */
  isReplica(stack: Stack, server: string): Promise<boolean>;
}

const NODES = ['postgres-primary', 'postgres-replica-1', 'postgres-replica-2', 'postgres-replica-3'];
const LONGEST = 120_000;

export const postgresServers: Servers = {
  async primary(stack) {
    const [primary] = await listWritable(stack);
    if (!primary) throw new Error('nowhere can be written');
    return primary;
  },
  async isReplica(stack, server) {
    const timeline = 'substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)';
    const current = await stack.sql(await postgresServers.primary(stack), `SELECT ${timeline}`);
    // One that has more than the new primary streams for a moment as well, of the former timeline, and is then rewound.
    const own = "lpad(upper(to_hex(received_tli)), 8, '0')";
    const statement = `SELECT ${own} FROM pg_stat_wal_receiver WHERE pg_is_in_recovery() AND status = 'streaming'`;
    return (await stack.sql(server, statement)) === current;
  },
};

export const redisServers: Servers = {
  async primary({ inside }) {
    const command = redisCommand('-p 26379 --raw sentinel get-master-addr-by-name latchkey');
    return (await inside('redis-sentinel-1', 'sh', '-c', command)).split('\n')[0] ?? '';
  },
  async isReplica({ inside }, server) {
    const facts = await inside(server, 'sh', '-c', redisCommand('info replication'));
    return /^role:slave/m.test(facts) && /^master_link_status:up/m.test(facts);
  },
};

const redisCommand = (command: string): string =>
  `REDISCLI_AUTH=$(cat /run/secrets/password) redis-cli ${command}`;

/** Every Postgres server that takes writes. */
async function listWritable(stack: Stack): Promise<string[]> {
  const answers = await Promise.all(
    NODES.map((node) => stack.sql(node, 'SELECT NOT pg_is_in_recovery()').catch(() => '')),
  );
  return NODES.filter((_, index) => answers[index] === 't\n');
}

/** Until something is true; the answer is how many Postgres servers took writes at once meanwhile, at most. */
export async function mostWritableUntil(stack: Stack, isTrue: () => Promise<boolean>): Promise<number> {
  let most = 0;
  await until(async () => {
    most = Math.max(most, (await listWritable(stack)).length);
    return isTrue();
  });
  return Math.max(most, (await listWritable(stack)).length);
}

export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + LONGEST;
  while (!(await isTrue().catch(() => false))) {
    if (Date.now() > giveUpAt) throw new Error(`not within ${LONGEST} ms: ${isTrue}`);
    await pause(300);
  }
}
