import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersPing, answersQuery } from './answers.ts';
import type { Account } from './keeper.ts';
import type { Keeper } from './keeper-channel.ts';
import { pgbouncerSettings } from './pgbouncer-settings.ts';
import type { Programs } from './programs.ts';

export type Ports = { postgres: number; pgbouncer: number; redis: number };
type Local = { keeper: Keeper; account: Account | undefined; ports: Ports };

// Nothing here outlives a test run, so nothing has to survive a crash.
const carelessAndFast = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'jit=off',
  'max_wal_size=2GB',
];

/** PostgreSQL and PgBouncer refuse to run as root. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const number = (flag: string, name: string) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : undefined;
  };
  const uid = number('-u', 'postgres') ?? number('-u', 'nobody') ?? 65534;
  return { uid, gid: number('-g', 'postgres') ?? number('-g', 'nobody') ?? 65534 };
}

export async function startLocally(programs: Programs, local: Local): Promise<void> {
  await Promise.all([startPostgres(programs.postgres ?? '', local), startRedis(programs.redis ?? '', local)]);
  await startPgbouncer(programs.pgbouncer ?? '', local);
}

async function startPostgres(folder: string, { keeper, account, ports }: Local): Promise<void> {
  const files = join(keeper.folder, 'postgres');
  const initdb = [
    '-D',
    files,
    '-U',
    'postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--no-sync',
    '--no-instructions',
  ];
  await keeper.run({ name: 'PostgreSQL', command: join(folder, 'initdb'), args: initdb, account });
  const settings = [
    ...carelessAndFast,
    'max_connections=200',
    'timezone=UTC',
    'listen_addresses=127.0.0.1',
    `port=${ports.postgres}`,
    `unix_socket_directories=${keeper.folder}`,
  ];
  const args = ['-D', files, ...settings.flatMap((setting) => ['-c', setting])];
  const order = {
    name: 'PostgreSQL',
    command: join(folder, 'postgres'),
    args,
    account,
    stopSignal: 'SIGQUIT' as const,
  };
  await keeper.start(order, answersQuery(ports.postgres));
}

async function startRedis(command: string, { keeper, account, ports }: Local): Promise<void> {
  const args = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(ports.redis),
    '--dir',
    keeper.folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  await keeper.start(
    { name: 'Redis', command, args, account, stopSignal: 'SIGKILL' },
    answersPing(ports.redis),
  );
}

async function startPgbouncer(command: string, { keeper, account, ports }: Local): Promise<void> {
  const file = join(keeper.folder, 'pgbouncer.ini');
  writeFileSync(
    file,
    pgbouncerSettings({
      listen: '127.0.0.1',
      port: ports.pgbouncer,
      postgresPort: ports.postgres,
      folder: keeper.folder,
    }),
  );
  chmodSync(file, 0o644);
  await keeper.start(
    { name: 'PgBouncer', command, args: [file], account, stopSignal: 'SIGKILL' },
    answersQuery(ports.pgbouncer),
  );
}
