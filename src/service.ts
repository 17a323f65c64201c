import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CannotStart } from '#platform/data-folder.ts';
import { seconds } from '#platform/duration.ts';
import { buildApp } from './app.ts';
import { wireApp } from './app-parts.ts';
import type { Config } from './config.ts';
import { buildManagementApp } from './management-app.ts';
import type { OpenPlatform } from './open-platform.ts';
import { readGauges } from './read-gauges.ts';
import { wireFlows } from './wire-flows.ts';
import { wireJobs } from './wire-jobs.ts';
import { wireNouns } from './wiring.ts';

export interface Service {
  /** Where the public listener listens. */
  address: string;
  managementAddress: string;
  /** Serves on for `DRAIN_DELAY`, answers what came in, finishes the jobs in progress, closes every connection. */
  stop(): Promise<void>;
}

/** A silent mail server holds a job up for long; what it was sending comes up again after the next start. */
const LONGEST_WAIT_FOR_JOBS = seconds(5);

/** Wires and listens. Throws `CannotStart` for what the person who starts it can mend. */
export async function startService(config: Config, platform: OpenPlatform): Promise<Service> {
  const { log, databases, state } = platform;
  const nouns = wireNouns(config, platform);
  const flows = wireFlows(config, platform, nouns);
  const jobs = Object.values(wireJobs(platform, nouns, flows));
  readGauges(config, platform, nouns);

  let isDraining = false;
  const app = await buildApp(wireApp(config, platform, nouns, flows), platform.tracing?.plugin);
  const management = buildManagementApp({
    config,
    platform,
    flows,
    operatorToken: platform.operatorToken,
    dependencies: { database: databases.ping, 'short-lived state': state.ping },
    isDraining: () => isDraining,
  });
  await listen(app, config.listen, 'PORT');
  await listen(management, config.management, 'MANAGEMENT_PORT');
  // The embedded database's folder is locked: no other process can be sending.
  if (!config.database.url) await nouns.mailQueue.makeAllDue(databases.primary);
  for (const job of jobs) job.start();
  // Not awaited: pages are served meanwhile, and whoever signs in first waits for this very hash.
  nouns.passwords.warmUp().catch((error) => {
    if (!isDraining) log.warn({ err: error }, 'no decoy hash yet');
  });

  return {
    address: addressOf(app),
    managementAddress: addressOf(management),
    async stop() {
      isDraining = true;
      await pause(config.drainDelay);
      await drain(app);
      await Promise.race([
        Promise.all(jobs.map((job) => job.stop())),
        pause(LONGEST_WAIT_FOR_JOBS, undefined, { ref: false }),
      ]);
      await management.close();
      await platform.close();
    },
  };
}

/**
 * Answers what is in flight. Its connections fall idle only after `close` has ended the idle ones, and would
 * hold the process until their keep-alive runs out.
 */
async function drain(app: Listener): Promise<void> {
  const ending = setInterval(() => app.server.closeIdleConnections(), 50);
  try {
    await app.close();
  } finally {
    clearInterval(ending);
  }
}

type Listener = Awaited<ReturnType<typeof buildApp>> | ReturnType<typeof buildManagementApp>;

async function listen(app: Listener, { host, port }: Config['listen'], setting: string): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new CannotStart(
        `Port ${port} on ${host} is in use. Stop what uses it, or set ${setting} to another port.`,
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new CannotStart(
        `Cannot listen on ${host}:${port} (${code}). Set ${setting} or its host differently.`,
      );
    }
    throw error;
  }
}

function addressOf(app: Listener): string {
  const { address, port, family } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
