import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { endProcess } from './end-process.ts';
import { serverAccount } from './servers/local.ts';
import { findPostgres } from './servers/programs.ts';
import { freePorts } from './service.ts';

/** A primary and replicas that stream from it, of this test's own. */
export interface ReplicatedPostgres {
  primaryUrl: string;
  replicaUrls: string[];
  /** A replica goes on receiving and stops replaying: it answers with what was true then. */
  pause(replica: number): Promise<void>;
  resume(replica: number): Promise<void>;
  /** The replica receives nothing more, as if the network between the two had gone. */
  disconnect(replica: number): Promise<void>;
  /** Resolves once these replicas, or all, have replayed what the primary wrote. */
  untilCaughtUp(...replicas: number[]): Promise<void>;
  /** Restarts a replica so that it replays and lets nobody in. */
  close(replica: number): Promise<void>;
  /** Makes a replica a primary of a later timeline. */
  promote(replica: number): Promise<void>;
  kill(server: 'primary' | number): Promise<void>;
  remove(): Promise<void>;
}

const LONGEST_START = 120_000;
const SETTINGS = [
  'fsync=off',
  'jit=off',
  'timezone=UTC',
  'max_connections=100',
  'wal_level=replica',
  'hot_standby=on',
  'max_wal_senders=10',
  'wal_keep_size=64MB',
  'listen_addresses=127.0.0.1',
];

export async function startReplicatedPostgres(replicaCount: number): Promise<ReplicatedPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-replicas-'));
  const account = serverAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  // Links to `initdb` may stand elsewhere; `postgres` stands where it really is.
  const bin = dirname(realpathSync(join(findPostgres() ?? '', 'initdb')));
  const ports = await freePorts(replicaCount + 1);
  const url = (port = 0) => `postgres://postgres@127.0.0.1:${port}/postgres`;
  const servers: ChildProcess[] = [];

  const run = (program: string, args: string[]) => {
    const { status, stderr } = spawnSync(program, args, { ...account, cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  };
  const start = async (index: number, hotStandby = 'on') => {
    const settings = [
      ...SETTINGS,
      `hot_standby=${hotStandby}`,
      `port=${ports[index]}`,
      `unix_socket_directories=${folder}`,
    ];
    const args = ['-D', join(folder, String(index)), ...settings.flatMap((setting) => ['-c', setting])];
    servers[index] = spawn(join(bin, 'postgres'), args, { ...account, cwd: folder, stdio: 'ignore' });
    if (hotStandby === 'on') await untilAnswers(url(ports[index]));
  };

  run(join(bin, 'initdb'), ['-D', '0', '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync']);
  const replicas = Array.from({ length: replicaCount }, (_, replica) => String(replica + 1));
  // Before the primary's first start all are alike: copied files are a base backup that takes no time.
  for (const replica of replicas) {
    run('cp', ['-a', '0', replica]);
    run('touch', [join(replica, 'standby.signal')]);
    appendFileSync(
      join(folder, replica, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=127.0.0.1 port=${ports[0]} user=postgres'\n`,
    );
  }
  await start(0);
  await Promise.all(replicas.map((replica) => start(Number(replica))));
  const replicaPorts = ports.slice(1);
  const onReplica = (replica: number, text: string) => ask(url(replicaPorts[replica]), text);

  return {
    primaryUrl: url(ports[0]),
    replicaUrls: replicaPorts.map(url),
    async pause(replica) {
      await onReplica(replica, 'SELECT pg_wal_replay_pause()');
      while ((await onReplica(replica, 'SELECT pg_get_wal_replay_pause_state() AS state')) !== 'paused')
        await wait(5);
    },
    async resume(replica) {
      await onReplica(replica, 'SELECT pg_wal_replay_resume()');
    },
    async disconnect(replica) {
      await onReplica(replica, "ALTER SYSTEM SET primary_conninfo = ''");
      await onReplica(replica, 'SELECT pg_reload_conf()');
      while (await onReplica(replica, 'SELECT count(*)::int AS receiving FROM pg_stat_wal_receiver'))
        await wait(5);
    },
    async untilCaughtUp(...replicas) {
      const position = await ask(url(ports[0]), 'SELECT pg_current_wal_lsn()::text AS position');
      for (const replica of replicas.length > 0 ? replicas : replicaPorts.keys())
        while (!(await onReplica(replica, `SELECT pg_last_wal_replay_lsn() >= '${position}' AS reached`)))
          await wait(5);
    },
    async close(replica) {
      await end(servers[replica + 1]);
      await start(replica + 1, 'off');
      await untilRefuses(url(replicaPorts[replica]));
    },
    async promote(replica) {
      await onReplica(replica, 'SELECT pg_promote(true)');
    },
    async kill(server) {
      await end(servers[server === 'primary' ? 0 : server + 1]);
    },
    async remove() {
      await Promise.all(servers.map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first column of the first row. */
async function ask(connectionString: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  // A server that is killed breaks the connection under way; the query itself says so.
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query(text);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end().catch(() => {});
  }
}

async function untilAnswers(url: string): Promise<void> {
  const giveUpAt = Date.now() + LONGEST_START;
  for (;;) {
    try {
      await ask(url, 'SELECT 1');
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await wait(20);
    }
  }
}

/** "The database system is not accepting connections." */
async function untilRefuses(url: string): Promise<void> {
  const giveUpAt = Date.now() + LONGEST_START;
  for (;;) {
    const refusal = await ask(url, 'SELECT 1').catch((error: Error & { code?: string }) => error);
    if (
      refusal instanceof Error &&
      /hot standby/i.test(`${refusal.message} ${(refusal as { detail?: string }).detail}`)
    )
      return;
    if (Date.now() > giveUpAt) throw new Error('the replica lets somebody in');
    await wait(20);
  }
}

/** At once, as a crash would; unlike SIGKILL it leaves no processes of its own behind. */
const end = (server: ChildProcess | undefined): Promise<void> => endProcess(server, 'SIGQUIT');
