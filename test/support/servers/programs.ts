import { spawnSync } from 'node:child_process';
import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export type Programs = {
  /** The folder that holds both `initdb` and `postgres`. */
  postgres: string | undefined;
  redis: string | undefined;
  pgbouncer: string | undefined;
  chromium: string | undefined;
  nginx: string | undefined;
  /** `promtool` stands beside it. */
  prometheus: string | undefined;
  wrk: string | undefined;
};

const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
const usualFolders = [
  ...onPath,
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/opt/homebrew/bin',
];

/** All of them, which takes a while: Chromium is asked for its version. */
export function findPrograms(): Programs {
  return {
    postgres: findPostgres(),
    redis: findRedis(),
    pgbouncer: find('pgbouncer'),
    chromium: findChromium(),
    nginx: find('nginx'),
    prometheus: find('prometheus'),
    wrk: find('wrk'),
  };
}

export const findRedis = (): string | undefined => find('redis-server') ?? find('valkey-server');

// `postgres` beside `initdb` is where the rest of the same version is, so a link elsewhere is good enough.
export function findPostgres(): string | undefined {
  const versions = ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/opt/homebrew/opt/postgresql@*/bin'];
  const newestFirst = versions
    .flatMap((pattern) => globSync(pattern))
    .sort((a, b) => versionIn(b) - versionIn(a));
  return [...onPath, ...newestFirst].find(
    (folder) => isRunnable(join(folder, 'initdb')) && isRunnable(join(folder, 'postgres')),
  );
}

function versionIn(folder: string): number {
  return Number(/(\d+)/.exec(folder)?.[1] ?? 0);
}

function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const candidates = [
    process.env.CHROMIUM_PATH,
    ...names.map(find),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return candidates.find((path) => path !== undefined && isRunnable(path) && saysVersion(path));
}

/** The same engine without a window around it: half the processor's time, but no autofill. */
export const findHeadlessShell = (): string | undefined => find('chromium-headless-shell');

// Ubuntu's `chromium-browser` is a script that only asks for the snap, so being there proves nothing.
function saysVersion(path: string): boolean {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 && /\d+\.\d+/.test(stdout);
}

export function find(name: string): string | undefined {
  return usualFolders.map((folder) => join(folder, name)).find(isRunnable);
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return dirname(path) !== path;
  } catch {
    return false;
  }
}
