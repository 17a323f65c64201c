import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { find, type Programs } from './programs.ts';
import { ServersUnavailable } from './servers-unavailable.ts';

export type ProgramName = keyof Programs;

const debianPackages: Record<ProgramName, string> = {
  postgres: 'postgresql',
  redis: 'redis-server',
  pgbouncer: 'pgbouncer',
  chromium: 'chromium',
  nginx: 'nginx',
  prometheus: 'prometheus',
  wrk: 'wrk',
};
const homebrewPackages: Record<ProgramName, string> = {
  postgres: 'postgresql@17',
  redis: 'redis',
  pgbouncer: 'pgbouncer',
  chromium: '--cask google-chrome',
  nginx: 'nginx',
  prometheus: 'prometheus',
  wrk: 'wrk',
};
const titles: Record<ProgramName, string> = {
  postgres: 'PostgreSQL',
  redis: 'Redis',
  pgbouncer: 'PgBouncer',
  chromium: 'Chromium',
  nginx: 'Nginx',
  prometheus: 'Prometheus',
  wrk: 'wrk',
};

/** Tests start these themselves, so a container does not help. */
export const NEVER_FROM_DOCKER: readonly ProgramName[] = ['chromium', 'nginx', 'prometheus', 'wrk'];

export function namesMissing(programs: Programs): ProgramName[] {
  return (Object.keys(titles) as ProgramName[]).filter((name) => programs[name] === undefined);
}

export function canInstall(): boolean {
  if (!find('apt-get')) return false;
  return process.getuid?.() === 0 || spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}

export function installMissing(names: ProgramName[], say: (line: string) => void): Promise<void> {
  const estimate = names.includes('chromium') ? 'one to three minutes' : 'about half a minute';
  return installWithApt(
    names.map((name) => debianPackages[name]),
    estimate,
    say,
  );
}

/** Tests do without it. What is no Debian has no package of that name. */
export async function installHeadlessShell(say: (line: string) => void): Promise<void> {
  try {
    await installWithApt(['chromium-headless-shell'], 'about half a minute', say);
  } catch (error) {
    if (!(error instanceof ServersUnavailable)) throw error;
    say('going on with the whole of Chromium, which takes twice as long');
  }
}

async function installWithApt(
  packages: string[],
  estimate: string,
  say: (line: string) => void,
): Promise<void> {
  say(`installing ${packages.join(', ')} with apt (${estimate})`);
  const script = [join(import.meta.dirname, 'apt-install.sh'), ...packages];
  const [command, args] = process.getuid?.() === 0 ? ['sh', script] : ['sudo', ['-n', 'sh', ...script]];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code === 0) return;
  const reasons = output.split('\n').filter((line) => line.startsWith('E: '));
  throw new ServersUnavailable(
    `apt could not install ${packages.join(', ')} (${reasons[0]?.slice(3).replace(/\s+/g, ' ') ?? `exit code ${code}`}); ` +
      `check the network, or install them yourself: sudo apt-get install ${packages.join(' ')}.`,
  );
}

function manually(names: ProgramName[]): string {
  if (process.platform === 'darwin')
    return `brew install ${names.map((name) => homebrewPackages[name]).join(' ')}`;
  return `sudo apt-get install ${names.map((name) => debianPackages[name]).join(' ')}`;
}

export function whatIsMissing(names: ProgramName[]): ServersUnavailable {
  const list = new Intl.ListFormat('en').format(names.map((name) => titles[name]));
  const docker = names.every((name) => NEVER_FROM_DOCKER.includes(name)) ? '' : ', or start Docker,';
  return new ServersUnavailable(
    `The tests need ${list}, not found here; install with \`${manually(names)}\`${docker} and run them again.`,
  );
}
