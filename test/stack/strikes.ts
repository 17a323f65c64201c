import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { pace } from './pace.ts';
import type { Stack } from './stack.ts';

type StrikeAndHeal = Pick<Fault, 'strike' | 'heal'>;

const AS_SUPERUSER = '-h /tmp -U postgres -d latchkey';

/** As an upgrade does it: the next one only when the last one is asked again. */
export async function replaceInstances({ docker, untilAsked }: Stack): Promise<void> {
  for (const instance of ['app#1', 'app#2']) {
    // The engine waits as long as compose.yaml says.
    await docker('restart', instance);
    await untilAsked(instance);
  }
}

/** Reads go on; every change of a person waits. */
export async function lockPeople({ inside }: Stack): Promise<void> {
  const lock = `BEGIN; LOCK TABLE users IN EXCLUSIVE MODE; SELECT pg_sleep(${pace.during / 1_000})`;
  const inBackground = `psql ${AS_SUPERUSER} -c "${lock}" >/dev/null 2>&1 &`;
  await inside('postgres-primary', 'bash', '-c', inBackground);
}

/** As after a takeover that went wrong, or a mistake in somebody's DNS. */
export function misroute(name: string, to: string): StrikeAndHeal {
  return {
    async strike({ disconnect, connect }) {
      await disconnect('data', name);
      await disconnect('data', to);
      await connect('data', to, name);
    },
    async heal({ disconnect, connect }) {
      await disconnect('data', to);
      await connect('data', name);
      await connect('data', to);
    },
  };
}

export async function setMemoryOfRedis({ inside }: Stack, most: string): Promise<void> {
  await inside('redis', 'sh', '-c', redisCommand(`config set maxmemory ${most}`));
}

export async function reloadNginx({ inside }: Stack): Promise<void> {
  await inside('nginx', 'sh', '-c', 'kill -HUP $(cat /tmp/nginx/nginx.pid)');
  await pause(3_000);
  const worker = 'cut -d" " -f1 /proc/$(cat /tmp/nginx/nginx.pid)/task/*/children';
  await inside('nginx', 'sh', '-c', `kill -KILL $(${worker})`);
}

/** Moves an instance to a network where it meets its other store alone. */
export function cutOffFrom(store: 'redis' | 'pgbouncer', instance: string): StrikeAndHeal {
  const other = store === 'redis' ? 'pgbouncer' : 'redis';
  return {
    async strike({ createNetwork, connect, disconnect }) {
      await createNetwork('island');
      await connect('island', other);
      await disconnect('data', instance);
      await connect('island', instance);
    },
    async heal({ connect, disconnect, removeNetwork }) {
      await disconnect('island', instance);
      await connect('data', instance);
      await disconnect('island', other);
      await removeNetwork('island');
    },
  };
}

const redisCommand = (command: string): string =>
  `REDISCLI_AUTH=$(cat /run/secrets/password) redis-cli ${command}`;
