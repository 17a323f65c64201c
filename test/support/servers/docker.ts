import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { answersPing, answersQuery } from './answers.ts';
import type { Keeper } from './keeper-channel.ts';
import type { Ports } from './local.ts';
import { pgbouncerSettings } from './pgbouncer-settings.ts';

const images = {
  postgres: 'postgres:17-alpine',
  redis: 'redis:7-alpine',
  pgbouncer: 'edoburu/pgbouncer:v1.25.1-p0',
};
const timeToPull = 300_000;

export function dockerAnswers(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

export async function startInDocker(keeper: Keeper, ports: Ports): Promise<void> {
  const postgres = `${basename(keeper.folder)}-postgres`;
  await Promise.all([startPostgres(keeper, postgres, ports), startRedis(keeper, ports)]);
  await startPgbouncer(keeper, postgres, ports);
}

function container(name: string, args: string[]) {
  return {
    command: 'docker',
    args: ['run', '--rm', '--name', name, ...args],
    stopCommand: ['docker', 'rm', '--force', name],
  };
}

// PgBouncer shares this container's network, so its port has to be published here.
async function startPostgres(keeper: Keeper, name: string, ports: Ports): Promise<void> {
  const publish = [
    '--publish',
    `127.0.0.1:${ports.postgres}:5432`,
    '--publish',
    `127.0.0.1:${ports.pgbouncer}:6432`,
  ];
  const place = [
    '--tmpfs',
    '/var/lib/postgresql/data',
    '--shm-size',
    '256m',
    '--env',
    'POSTGRES_HOST_AUTH_METHOD=trust',
  ];
  const settings = ['-c', 'fsync=off', '-c', 'max_connections=200'];
  const order = {
    name: 'PostgreSQL',
    ...container(name, [...publish, ...place, images.postgres, ...settings]),
  };
  await keeper.start(order, answersQuery(ports.postgres), timeToPull);
}

async function startRedis(keeper: Keeper, ports: Ports): Promise<void> {
  const args = ['--publish', `127.0.0.1:${ports.redis}:6379`, images.redis, 'redis-server', '--save', ''];
  const order = { name: 'Redis', ...container(`${basename(keeper.folder)}-redis`, args) };
  await keeper.start(order, answersPing(ports.redis), timeToPull);
}

async function startPgbouncer(keeper: Keeper, postgres: string, ports: Ports): Promise<void> {
  const folder = join(keeper.folder, 'pgbouncer');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    pgbouncerSettings({ listen: '0.0.0.0', port: 6432, postgresPort: 5432, folder: '/tmp' }),
  );
  for (const path of [keeper.folder, folder, join(folder, 'pgbouncer.ini')]) chmodSync(path, 0o755);
  const args = [
    '--network',
    `container:${postgres}`,
    '--volume',
    `${folder}:/etc/pgbouncer:ro`,
    images.pgbouncer,
  ];
  const order = { name: 'PgBouncer', ...container(`${basename(keeper.folder)}-pgbouncer`, args) };
  await keeper.start(order, answersQuery(ports.pgbouncer), timeToPull);
}
