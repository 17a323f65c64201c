import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '#src/config.ts';
import { endProcess } from './end-process.ts';
import { find } from './servers/programs.ts';
import { freePorts, portOf, prepareService, type TestService } from './service.ts';
import { exchangeBytes } from './wire.ts';

/** Apps behind the Nginx configuration that we ship, with hosts, ports and plain http for this machine. */
export interface ProtectedApps {
  service: TestService;
  /** Of Nginx: all hosts stand behind it. */
  port: number;
  /** An app below /tools/ on the host of the service, and two on origins of their own. */
  tools: EchoApp;
  wiki: EchoApp;
  shop: EchoApp;
  /** One request as it stands, to one of the hosts. */
  send(host: string, path: string, sent?: SentToApp): Promise<AppAnswer>;
  /** Bytes as they are, and all that comes back until the connection ends. */
  sendBytes(bytes: string): Promise<string>;
  remove(): Promise<void>;
}

export interface SentToApp {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

export interface AppAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** An app that answers 200 to everything and remembers what reached it. */
export interface EchoApp {
  origin: string;
  host: string;
  seen: SeenByApp[];
}

export interface SeenByApp {
  method: string;
  url: string;
  /** As they came over the wire, each name in lower case with all its values. */
  headers: Record<string, string[]>;
  body: string;
}

const SHIPPED = join(import.meta.dirname, '..', '..', 'deploy', 'forward-auth', 'nginx');

export async function startProtectedApps(environment: Environment = {}): Promise<ProtectedApps> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-nginx-'));
  const [port = 0] = await freePorts(1);
  const at = (host: string): EchoApp => ({
    origin: `http://${host}:${port}`,
    host: `${host}:${port}`,
    seen: [],
  });
  const apps = { tools: at('localhost'), wiki: at('wiki.localhost'), shop: at('shop.localhost') };
  const echoes = await Promise.all(Object.values(apps).map(startEcho));
  const service = await prepareService({
    PUBLIC_URL: apps.tools.origin,
    FORWARD_AUTH_ORIGINS: `${apps.wiki.origin},${apps.shop.origin}`,
    ...environment,
  });
  let nginx: ChildProcess | undefined;
  const remove = async () => {
    await endProcess(nginx);
    for (const echo of echoes) {
      echo.closeAllConnections();
      echo.close();
    }
    await service.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // Whoever uses the service asks through Nginx.
    service.url = apps.tools.origin;
    await service.start();
    const ports = { nginx: port, service: Number(new URL(service.address).port) };
    const [tools = 0, wiki = 0, shop = 0] = echoes.map(portOf);
    writeConfiguration(folder, { ...ports, tools, wiki, shop });
    nginx = spawnNginx(folder);
    await untilAnswers(nginx, folder, port);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    ...apps,
    service,
    port,
    send: (host, path, sent) => send(port, host, path, sent),
    sendBytes: (bytes) => exchangeBytes(port, bytes),
    remove,
  };
}

/** The shipped files, word for word but for addresses; each of these is there to be replaced, or the test is stale. */
function writeConfiguration(
  folder: string,
  ports: Record<'nginx' | 'service' | 'tools' | 'wiki' | 'shop', number>,
) {
  const replacements: [string, string][] = [
    ['listen 443 ssl default_server;', `listen 127.0.0.1:${ports.nginx} default_server;`],
    ['listen 443 ssl;', `listen 127.0.0.1:${ports.nginx};`],
    ['https://wiki.example.org', `http://wiki.localhost:${ports.nginx}`],
    ['wiki.example.org', 'wiki.localhost'],
    ['login.example.org', 'localhost'],
    ['http://127.0.0.1:3001', `http://127.0.0.1:${ports.tools}`],
    ['http://127.0.0.1:3002', `http://127.0.0.1:${ports.wiki}`],
  ];
  let example = readFileSync(join(SHIPPED, 'example.conf'), 'utf8').replace(/^ssl_certificate.*;$/gm, '');
  for (const [from, to] of replacements) {
    if (!example.includes(from)) throw new Error(`the example does not say ${from}`);
    example = example.replaceAll(from, to);
  }
  const wiki = example.slice(example.lastIndexOf('\nserver {'));
  // The other one's operator writes `^~`, which no pattern comes before.
  const shop = wiki
    .replaceAll('wiki.localhost', 'shop.localhost')
    .replaceAll(`:${ports.wiki};`, `:${ports.shop};`)
    .replace('location / {', 'location ^~ / {');
  mkdirSync(join(folder, 'latchkey'));
  for (const name of readdirSync(SHIPPED).filter((name) => name.startsWith('latchkey-'))) {
    const text = readFileSync(join(SHIPPED, name), 'utf8');
    writeFileSync(
      join(folder, 'latchkey', name),
      text.replace('127.0.0.1:8080', `127.0.0.1:${ports.service}`),
    );
  }
  writeFileSync(join(folder, 'example.conf'), `${example}${shop}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log warn;
    events { worker_connections 512; }
    http { access_log off; ${temporary.join(' ')} include example.conf; }`,
  );
}

function spawnNginx(folder: string): ChildProcess {
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
  const nginx = spawn(find('nginx') ?? 'nginx', args, { stdio: 'ignore' });
  nginx.once('error', () => {});
  return nginx;
}

async function untilAnswers(nginx: ChildProcess, folder: string, port: number): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (!(await send(port, 'localhost', '/').catch(() => undefined))) {
    if (nginx.exitCode !== null || Date.now() > giveUpAt)
      throw new Error(`Nginx did not start:\n${readFileSync(join(folder, 'error.log'), 'utf8')}`);
    await pause(20);
  }
}

async function startEcho(app: EchoApp): Promise<Server> {
  const server = createServer(async (incoming, answer) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { method = '', url = '', rawHeaders } = incoming;
    const headers: Record<string, string[]> = {};
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = String(rawHeaders[at]).toLowerCase();
      headers[name] = [...(headers[name] ?? []), String(rawHeaders[at + 1])];
    }
    app.seen.push({ method, url, headers, body });
    answer.setHeader('content-type', 'text/html').end(`<h1>This is the app at ${app.host}</h1>`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

async function send(port: number, host: string, path: string, sent: SentToApp = {}): Promise<AppAnswer> {
  const { method = 'GET', headers = {}, body } = sent;
  const outgoing = request({ host: '127.0.0.1', port, path, method, setHost: false, agent: false });
  outgoing.setHeader('host', host);
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  outgoing.end(body);
  const [incoming] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return { status: incoming.statusCode, headers: incoming.headers, body: text };
}

/** The whole way to an app on another origin, as a browser with this session goes it; the cookie it ends with. */
export async function signInAt(
  { send, tools }: ProtectedApps,
  app: EchoApp,
  session: string,
): Promise<string> {
  const headers = { 'sec-fetch-mode': 'navigate', accept: 'text/html' };
  // At the service itself, so that set-up works also where the app is not protected.
  const left = await send(tools.host, `/.latchkey/start?origin=${app.origin}&touch=1`, { headers });
  const state = cookieIn(left, 'forward_state');
  const { pathname, search } = new URL(String(left.headers.location));
  const page = await send(tools.host, `${pathname}${search}`, {
    headers: { ...headers, cookie: `session=${session}` },
  });
  const onward = new URL(String(page.headers.refresh).slice('0; url='.length));
  const arrived = await send(app.host, `${onward.pathname}${onward.search}`, {
    headers: { ...headers, cookie: `forward_state=${state}` },
  });
  return cookieIn(arrived, 'forward');
}

function cookieIn({ headers, status }: AppAnswer, name: string): string {
  const line = [headers['set-cookie'] ?? []].flat().find((one) => one.startsWith(`${name}=`));
  const value = /=([^;]+)/.exec(line ?? '')?.[1];
  if (!value) throw new Error(`no cookie ${name} was set (${status})`);
  return value;
}
