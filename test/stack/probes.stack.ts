import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { look, somebody } from './asking.ts';
import { PROJECT, run } from './project.ts';
import { attachToStack } from './stack.ts';

const STORES = [
  'postgres-primary/5432',
  'postgres-replica-1/5432',
  'redis/6379',
  'pgbouncer/6432',
  'haproxy/5432',
];
/** What runs once and ends. */
const ONCE = ['secrets#1', 'migrate#1'];
/** Grafana is there where its image can be had. */
const PUBLISHED: Readonly<Record<string, number[]>> = { 'nginx#1': [8080, 8443], 'grafana#1': [3000] };
/** Networks that lead out, and who is on them. */
const WAYS_OUT: Readonly<Record<string, string>> = { nginx: 'edge', app: 'outside', grafana: 'panels' };
const READERS: [service: string, ...files: string[]][] = [
  ['app', 'secret-keys', 'operator-token', 'database-url', 'database-read-url', 'redis-url'],
  [
    'postgres-primary',
    'superuser-password',
    'owner-password',
    'app-password',
    'read-password',
    'replicator-password',
  ],
  ['redis', 'password'],
  ['postgres-exporter-primary', 'monitor-password'],
];

const stack = attachToStack();
let services: string[] = [];
let running: string[] = [];

before(async () => {
  services = await stack.list();
  running = services.filter((service) => !ONCE.includes(service));
});

describe('from outside', () => {
  it('only Nginx and Grafana are there, on loopback unless told otherwise', async () => {
    assert.ok(services.length >= 12, services.join());
    for (const service of services) {
      const { HostConfig } = await stack.inspect(service);
      const published = Object.entries(HostConfig.PortBindings ?? {}).flatMap(([port, bindings]) =>
        bindings.map(({ HostIp }) => `${port} at ${HostIp}`),
      );
      const expected = (PUBLISHED[service] ?? []).map((port) => `${port}/tcp at 127.0.0.1`);
      assert.deepEqual(published.sort(), expected, service);
    }
  });

  it('it answers for its own name only, and hides what is inside', async () => {
    for (const host of ['evil.example', '127.0.0.1', 'localhost.evil.example']) {
      const [answer] = await once(get(`${stack.address}/sign-in`, { headers: { host } }), 'response');
      assert.equal(answer.statusCode, 421, host);
      answer.resume();
    }
    for (const path of ['/metrics', '/livez', '/readyz', '/operator/users/find'])
      assert.equal(await look(stack, path), 404, path);
  });
});

describe('from inside', () => {
  it('Nginx reaches no store', async () => {
    for (const store of STORES)
      await assert.rejects(
        stack.inside('nginx', 'timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${store}`),
        store,
      );
  });

  it('no part has a way out but Nginx, Grafana, and the app to its mail server', async () => {
    for (const service of running) {
      const { NetworkSettings } = await stack.inspect(service);
      const out = WAYS_OUT[service.replace(/#.*/, '')];
      const networks = Object.keys(NetworkSettings.Networks).filter((one) => one !== `${PROJECT}_${out}`);
      const inner = await run('docker', ['network', 'inspect', '--format', '{{.Internal}}', ...networks]);
      assert.deepEqual(new Set(inner.trim().split('\n')), new Set(['true']), `${service}: ${networks}`);
    }
    // What stands on the outer network stands for everything outside.
    const { NetworkSettings } = await stack.inspect('nginx');
    const addressOn = (network: string) => NetworkSettings.Networks[`${PROJECT}_${network}`]?.IPAddress;
    const reach = (service: string, network: string) =>
      stack.inside(service, 'timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${addressOn(network)}/8080`);
    await reach('app', 'service');
    for (const service of ['app', 'redis', 'postgres-primary', 'pgbouncer', 'prometheus'])
      await assert.rejects(reach(service, 'edge'), service);
  });

  it('every part runs without root, capabilities and a file system to write to', async () => {
    for (const service of services) {
      const { HostConfig } = await stack.inspect(service);
      const { ReadonlyRootfs, CapDrop, Privileged, SecurityOpt } = HostConfig;
      assert.deepEqual([ReadonlyRootfs, CapDrop, Privileged], [true, ['ALL'], false], service);
      assert.ok(
        SecurityOpt?.some((option) => option.startsWith('no-new-privileges')),
        service,
      );
    }
    for (const service of running) {
      const status = await stack.inside(service, 'cat', '/proc/1/status');
      assert.match(status, /^CapEff:\t0+$/m, service);
      assert.doesNotMatch(status, /^Uid:.*\t0(\t|$)/m, service);
      await assert.rejects(stack.inside(service, 'touch', '/usr/probe'), service);
    }
  });
});

describe('a secret', () => {
  let secrets: string[] = [];
  before(async () => {
    const texts = await Promise.all(
      READERS.flatMap(([service, ...files]) =>
        files.map((file) => stack.inside(service, 'cat', `/run/secrets/${file}`)),
      ),
    );
    // Of an address the password alone: the rest is no secret.
    secrets = texts.map((text) => /^\w+:\/\/[^:]*:([^@]+)@/.exec(text)?.[1] ?? text.trim());
    assert.ok(
      secrets.every((secret) => secret.length >= 32),
      'secrets are long',
    );
  });

  const assertNone = (text: string, where: string) => {
    // Not the text itself: it would be in the report.
    const found = secrets.findIndex((secret) => text.includes(secret));
    assert.equal(found, -1, `${where} holds a secret`);
  };

  it('stands in no setting, image or log', async () => {
    // Something has gone wrong at least once, and been logged.
    await somebody(stack);
    for (const service of services) {
      const container = await stack.inspect(service);
      assertNone(JSON.stringify(container), `what the engine tells of ${service}`);
      const history = await run('docker', ['history', '--no-trunc', container.Image]);
      assertNone(
        history + (await run('docker', ['image', 'inspect', container.Image])),
        `the image of ${service}`,
      );
      assertNone(await stack.logs(service), `the log of ${service}`);
    }
  });

  it('is read by those alone who need it', async () => {
    const secretsOf = (service: string) =>
      stack.inside(service, 'sh', '-c', 'ls /run/secrets 2>/dev/null || true');
    for (const service of ['nginx', 'haproxy']) assert.equal(await secretsOf(service), '', service);
    assert.doesNotMatch(await secretsOf('app'), /owner|superuser|replicator/);
    assert.equal((await secretsOf('pgbouncer')).trim(), 'userlist.txt');
    for (const service of ['prometheus', 'nginx-exporter', 'certificate-exporter'])
      assert.equal(await secretsOf(service), '', service);
    assert.equal((await secretsOf('postgres-exporter-1')).trim(), 'monitor-password');
    assert.equal((await secretsOf('redis-exporter')).trim(), 'passwords.json');
    assert.equal((await secretsOf('pgbouncer-exporter')).trim(), 'pgbouncer-url');
  });
});

describe('more instances', () => {
  after(() => stack.scale(2));

  it('are asked as soon as they are there', async () => {
    const instances = ['app#1', 'app#2', 'app#3', 'app#4'];
    await stack.scale(instances.length);
    for (const instance of instances) await stack.untilAsked(instance);
    for (let count = 0; count < 10 * instances.length; count += 1)
      assert.equal(await look(stack, '/sign-in'), 200);
    for (const instance of instances) {
      const served = await stack.metric('latchkey_http_request_duration_seconds_count', instance);
      const pages = Object.entries(served).find(([labels]) => labels.includes('"/sign-in"'));
      assert.ok(pages && pages[1] > 0, `${instance} served nobody: ${JSON.stringify(served)}`);
    }
  });
});
