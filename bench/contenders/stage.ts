import { join } from 'node:path';
import pg from 'pg';
import { freePorts } from '../../test/support/service.ts';
import { type Load, type LoadRequest, writeRequests } from '../load/load.ts';
import { makeHash, newSecretKey } from '../people.ts';
import { type Running, start } from '../processes.ts';

/** Where contenders live: throwaway stores, a folder, and what has to be stopped at the end. */
export interface Stage {
  databaseUrl: string;
  redisUrl: string;
  folder: string;
  passwordHash: string;
  secretKey: string;
  running: Running[];
  /** An empty database of its own. */
  createDatabase(name: string): Promise<string>;
  run(script: string, environment: Record<string, string>, readyPath: string): Promise<Placed>;
  load(name: string, placed: Placed, connections: number, requests: readonly LoadRequest[]): Load;
}

export interface Placed {
  address: string;
  port: number;
  pid: number | undefined;
}

export async function openStage(
  stores: { databaseUrl: string; redisUrl: string },
  folder: string,
): Promise<Stage> {
  const running: Running[] = [];
  return {
    ...stores,
    folder,
    running,
    passwordHash: await makeHash(),
    secretKey: newSecretKey(),
    async createDatabase(name) {
      const client = new pg.Client(stores.databaseUrl);
      await client.connect();
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      const url = new URL(stores.databaseUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    async run(script, environment, readyPath) {
      const [port = 0] = await freePorts(1);
      const address = `http://127.0.0.1:${port}`;
      const own = { PORT: String(port), PUBLIC_URL: `http://localhost:${port}` };
      const logFile = join(folder, `${script.replaceAll('/', '-')}.log`);
      const process = await start({
        script,
        environment: { ...own, ...environment },
        readyAt: `${address}${readyPath}`,
        logFile,
      });
      running.push(process);
      return { address, port, pid: process.pid };
    },
    load: (name, { address, pid }, connections, requests) => ({
      address,
      pid,
      connections,
      file: writeRequests(folder, name, requests),
    }),
  };
}
