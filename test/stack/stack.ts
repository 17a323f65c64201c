import { setTimeout as pause } from 'node:timers/promises';
import type { Place } from '#test/support/http-client.ts';
import { environment, PROJECT, run } from './project.ts';

/** The running stack: asked through Nginx, and struck where it hurts. A service is named `redis`, or `app#2`. */
export interface Stack extends Place {
  /** A container's state is changed at once: `kill`, `stop`, `start`, `pause`, `unpause`, `restart`. */
  docker(command: string, ...services: string[]): Promise<void>;
  /** To its first process, which goes on running. */
  signal(signal: string, service: string): Promise<void>;
  /** As if somebody pulled the cable of one network, and put it back, perhaps under another service's name. */
  disconnect(network: string, service: string): Promise<void>;
  connect(network: string, service: string, alias?: string): Promise<void>;
  createNetwork(network: string): Promise<void>;
  removeNetwork(network: string): Promise<void>;
  /** What the engine says about a container. */
  inspect(service: string): Promise<Container>;
  /** Each container of the project, by its service and number. */
  list(): Promise<string[]>;
  logs(service: string): Promise<string>;
  /** Runs a program inside; its output. Throws where it fails. */
  inside(service: string, ...command: string[]): Promise<string>;
  /** As the database's superuser. */
  sql(service: string, statement: string): Promise<string>;
  /** `bin/stack` as an operator would call it, with more settings perhaps; its output. Throws where it fails. */
  operate(args: readonly string[], settings?: Record<string, string>): Promise<string>;
  /** A command of `npx latchkey`. */
  operator(...args: string[]): Promise<string>;
  /** Sums of a metric's lines over these instances, by the line's labels. */
  metric(name: string, ...instances: string[]): Promise<Record<string, number>>;
  /** Resolves once Nginx sends people to an instance, or to it no more. */
  untilAsked(instance: string, isAsked?: boolean): Promise<void>;
  scale(instances: number): Promise<void>;
}

export interface Container {
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    Privileged: boolean;
    SecurityOpt: string[] | null;
    PortBindings: Record<string, { HostIp: string }[]> | null;
  };
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
  Image: string;
  RestartCount: number;
}

const LONGEST_COMEBACK = 60_000;
const READ_METRICS =
  "fetch('http://127.0.0.1:9464/metrics').then((a) => a.text()).then((text) => console.log(text))";

export function attachToStack(): Stack {
  const docker = (...args: string[]) => run('docker', args);
  const stack: Stack = {
    url: environment.PUBLIC_URL,
    // By its name: Nginx answers to no other.
    address: environment.PUBLIC_URL,
    async docker(command, ...services) {
      await docker(command, ...(await Promise.all(services.map(containerOf))));
    },
    async signal(signal, service) {
      await docker('kill', '--signal', signal, await containerOf(service));
    },
    async disconnect(network, service) {
      await docker('network', 'disconnect', `${PROJECT}_${network}`, await containerOf(service));
    },
    async connect(network, service, alias = service.split('#')[0] ?? service) {
      const container = await containerOf(service);
      await docker('network', 'connect', '--alias', alias, `${PROJECT}_${network}`, container);
    },
    async createNetwork(network) {
      const label = `com.docker.compose.project=${PROJECT}`;
      await docker('network', 'create', '--internal', '--label', label, `${PROJECT}_${network}`);
    },
    async removeNetwork(network) {
      await docker('network', 'rm', `${PROJECT}_${network}`);
    },
    async inspect(service) {
      return JSON.parse(await docker('inspect', await containerOf(service)))[0];
    },
    async list() {
      const format =
        '{{.Label "com.docker.compose.service"}}#{{.Label "com.docker.compose.container-number"}}';
      const all = await docker('ps', '--all', '--filter', OURS, '--format', format);
      return all.trim().split('\n');
    },
    logs: async (service) => run('sh', ['-c', `docker logs ${await containerOf(service)} 2>&1`]),
    inside: async (service, ...command) => docker('exec', await containerOf(service), ...command),
    sql: (service, statement) =>
      stack.inside(service, 'psql', '-h', '/tmp', '-U', 'postgres', '-d', 'latchkey', '-Atqc', statement),
    operate: (args, settings = {}) => run('bin/stack', args, { settings }),
    operator: (...args) => stack.inside('app', 'node', 'src/cli/main.ts', ...args),
    async metric(name, ...instances) {
      const sums: Record<string, number> = {};
      for (const instance of instances)
        for (const line of (await stack.inside(instance, 'node', '-e', READ_METRICS)).split('\n')) {
          const [, labels = '', value] = new RegExp(`^${name}(\\{.*\\})? (\\S+)$`).exec(line) ?? [];
          if (value) sums[labels] = (sums[labels] ?? 0) + Number(value);
        }
      return sums;
    },
    async untilAsked(instance, isAsked = true) {
      const giveUpAt = Date.now() + LONGEST_COMEBACK;
      for (;;) {
        const { NetworkSettings } = await stack.inspect(instance);
        const address = NetworkSettings.Networks[`${PROJECT}_service`]?.IPAddress;
        const servers = await stack.inside('nginx', 'cat', '/tmp/nginx/app-servers.conf');
        if ((address ? servers.includes(`server ${address}:`) : false) === isAsked) return;
        if (Date.now() > giveUpAt) throw new Error(`${instance} does not come back: ${servers}`);
        await pause(200);
      }
    },
    async scale(instances) {
      await stack.operate(['up', '--scale', `app=${instances}`]);
    },
  };
  return stack;
}

const OURS = `label=com.docker.compose.project=${PROJECT}`;

/** Compose has named containers in two ways; what it writes on them has stayed. */
async function containerOf(service: string): Promise<string> {
  const [name, number = '1'] = service.split('#');
  const filters = [OURS, `label=com.docker.compose.service=${name}`];
  const wanted = [...filters, `label=com.docker.compose.container-number=${number}`];
  const found = await run('docker', [
    'ps',
    '--all',
    '--quiet',
    ...wanted.flatMap((one) => ['--filter', one]),
  ]);
  if (found.trim() === '') throw new Error(`${service} is not there`);
  return found.trim();
}
