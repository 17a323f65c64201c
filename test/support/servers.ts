// The real servers that the tests talk to: found on this machine, else installed, else in Docker.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dockerAnswers, startInDocker } from './servers/docker.ts';
import {
  canInstall,
  installHeadlessShell,
  installMissing,
  NEVER_FROM_DOCKER,
  namesMissing,
  whatIsMissing,
} from './servers/install.ts';
import { openKeeper } from './servers/keeper-channel.ts';
import { type Ports, serverAccount, startLocally } from './servers/local.ts';
import { findHeadlessShell, findPrograms, type Programs } from './servers/programs.ts';

export { ServersUnavailable } from './servers/servers-unavailable.ts';

export type Addresses = {
  TEST_DATABASE_URL: string;
  TEST_PGBOUNCER_URL: string;
  TEST_REDIS_URL: string;
  CHROMIUM_PATH: string;
};

export type Servers = { addresses: Addresses; stop: () => Promise<void> };

/** The servers end with this process, however it ends; `stop` ends them sooner. */
export async function startServers(say: (line: string) => void): Promise<Servers> {
  const programs = await getPrograms(say);
  if (!findHeadlessShell() && canInstall()) await installHeadlessShell(say);
  const inDocker = namesMissing(programs).length > 0;
  const account = inDocker ? undefined : serverAccount();
  const [keeper, ports] = await Promise.all([openKeeper(account), freePorts()]);
  try {
    if (inDocker) await startInDocker(keeper, ports);
    else await startLocally(programs, { keeper, account, ports });
    keeper.letRunnerEnd();
  } catch (error) {
    await keeper.close();
    throw error;
  }
  return { addresses: addressesOf(ports, programs.chromium ?? ''), stop: () => keeper.close() };
}

/**
 * Names the servers in this process's environment: those that are named there already, or else some of its own.
 * Returns what ends its own.
 */
export async function provideServers(say: (line: string) => void): Promise<() => Promise<void>> {
  if (process.env.TEST_DATABASE_URL) return async () => {};
  const { addresses, stop } = await startServers(say);
  Object.assign(process.env, addresses);
  return stop;
}

async function getPrograms(say: (line: string) => void): Promise<Programs> {
  const found = findPrograms();
  const missing = namesMissing(found);
  if (missing.length === 0) return found;
  if (!canInstall()) {
    const mustBeHere = missing.filter((name) => NEVER_FROM_DOCKER.includes(name));
    if (mustBeHere.length > 0 || !dockerAnswers()) throw whatIsMissing(missing);
    say('starting PostgreSQL, Redis and PgBouncer in Docker (the first time it downloads them)');
    return found;
  }
  await installMissing(missing, say);
  const installed = findPrograms();
  const stillMissing = namesMissing(installed);
  if (stillMissing.length > 0) throw whatIsMissing(stillMissing);
  return installed;
}

/** All three are held open at once, so that they differ. */
async function freePorts(): Promise<Ports> {
  const listeners = [createServer(), createServer(), createServer()];
  const ports = await Promise.all(
    listeners.map(async (listener) => {
      await once(listener.listen(0, '127.0.0.1'), 'listening');
      const address = listener.address();
      return typeof address === 'object' && address ? address.port : 0;
    }),
  );
  await Promise.all(listeners.map((listener) => once(listener.close(), 'close')));
  const [postgres = 0, pgbouncer = 0, redis = 0] = ports;
  return { postgres, pgbouncer, redis };
}

function addressesOf(ports: Ports, chromium: string): Addresses {
  return {
    TEST_DATABASE_URL: `postgres://postgres@127.0.0.1:${ports.postgres}/postgres`,
    TEST_PGBOUNCER_URL: `postgres://postgres@127.0.0.1:${ports.pgbouncer}/postgres`,
    TEST_REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
    CHROMIUM_PATH: chromium,
  };
}
