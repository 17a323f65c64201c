import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { find } from './servers/programs.ts';
import { exchangeBytes } from './wire.ts';

/** The stack's Nginx, started by its own script from its own files; only folders, ports and the app's address differ. */
export interface Edge {
  url: string;
  port: number;
  /** Bytes as they are, and all that comes back until the connection ends or is silent for a second. */
  sendBytes(bytes: string): Promise<string>;
  /** All that it wrote of what went wrong. */
  errors(): string;
  remove(): Promise<void>;
}

export interface EdgeOptions {
  /** Of the instances. */
  addresses?: readonly string[];
  publicUrl?: string;
  /** With a certificate in `folder`, https is served at `port`. */
  https?: { folder: string; port: number };
  proxiesInFront?: string;
}

const ROOT = join(import.meta.dirname, '..', '..');

/** Listens on `port` and asks the instances at `instancePort`, one an address; where nobody listens there, all are away. */
export async function startEdge(
  port: number,
  instancePort: number,
  options: EdgeOptions = {},
): Promise<Edge> {
  const { publicUrl = `http://localhost:${port}`, proxiesInFront = '' } = options;
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-edge-'));
  writeFiles(folder, port, instancePort, options);
  const script = spawn('sh', [join(folder, 'deploy', 'start.sh')], {
    env: {
      PATH: [join(folder, 'bin'), dirname(find('nginx') ?? ''), process.env.PATH].join(delimiter),
      PUBLIC_URL: publicUrl,
      PROXIES_IN_FRONT: proxiesInFront,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  script.stderr.on('data', (chunk) => {
    errors += chunk;
  });

  const remove = async () => {
    await end(script);
    rmSync(folder, { recursive: true, force: true });
  };
  const giveUpAt = Date.now() + 20_000;
  while (!(await isOpen(port))) {
    if (script.exitCode !== null || Date.now() > giveUpAt) {
      await remove();
      throw new Error(`Nginx did not start:\n${errors}`);
    }
    await pause(20);
  }
  return {
    url: publicUrl,
    port,
    sendBytes: (bytes) => exchangeBytes(port, bytes),
    errors: () => errors,
    remove,
  };
}

/** Each text that is replaced must be there, or the test is stale. */
function writeFiles(
  folder: string,
  port: number,
  instancePort: number,
  { https, addresses = ['127.0.0.1'] }: EdgeOptions,
): void {
  const deploy = join(folder, 'deploy');
  cpSync(join(ROOT, 'deploy', 'nginx'), deploy, { recursive: true });
  const edits: [file: string, from: string, to: string][] = [
    ['start.sh', '/certs/', `${https?.folder ?? `${folder}/certs`}/`],
    ['start.sh', '$one:8080 ', `$one:${instancePort} `],
    ['start.sh', "site 8080 ''", `site 127.0.0.1:${port} ''`],
    ['start.sh', 'listen 8080 default_server', `listen 127.0.0.1:${port} default_server`],
    ['start.sh', 'site 8443 ', `site 127.0.0.1:${https?.port} `],
    // As whoever runs the tests: it can read their folders.
    ['start.sh', "'daemon off;'", `'daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''}'`],
    ['nginx.conf', 'listen 8081;', `listen unix:${folder}/run/status.sock;`],
    ['site.conf', 'alias /assets/;', `alias ${join(ROOT, 'dist', 'assets')}/;`],
  ];
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(deploy, file), 'utf8');
    if (!text.includes(from)) throw new Error(`deploy/nginx/${file} does not say ${from}`);
    writeFileSync(join(deploy, file), text.replaceAll(from, to));
  }
  for (const file of readdirSync(deploy)) {
    const text = readFileSync(join(deploy, file), 'utf8');
    const moved = text.replaceAll('/tmp/nginx', join(folder, 'run')).replace(/(?<![\w.])\/deploy\b/g, deploy);
    writeFileSync(join(deploy, file), moved);
  }
  // The name of the service, as the network of the stack would tell it.
  mkdirSync(join(folder, 'bin'));
  const lines = addresses.map((address) => `echo ${address} STREAM app\n`);
  writeFileSync(join(folder, 'bin', 'getent'), ['#!/bin/sh\n', ...lines].join(''), { mode: 0o755 });
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const open = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return open;
}

async function end(script: ChildProcess): Promise<void> {
  if (script.exitCode !== null || script.signalCode !== null) return;
  const ended = once(script, 'exit');
  script.kill('SIGTERM');
  await ended;
}
