import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CannotStart } from '#platform/data-folder.ts';
import { endProcess } from '#test/support/end-process.ts';
import { findPrograms } from '#test/support/servers/programs.ts';
import { freePorts } from '#test/support/service.ts';
import { silentLog } from '#test/support/silent-log.ts';
import { openRedis } from './open-redis.ts';

describe('Redis and Sentinels that speak TLS alone', () => {
  // `openssl` comes along with Debian's PostgreSQL.
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const usual = getCACertificates();
  const started: ChildProcess[] = [];
  let url = '';
  before(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const made = spawnSync('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-keyout', key, '-out', certificate, ...subject],
    ]);
    assert.equal(made.status, 0, String(made.stderr));
    const [server, sentinel] = await freePorts(2);
    start('server', `tls-port ${server}`);
    start('sentinel', `tls-port ${sentinel}\nsentinel monitor group 127.0.0.1 ${server} 1`, '--sentinel');
    await Promise.all([server, sentinel].map(untilListening));
    url = `rediss+sentinel://localhost:${sentinel}/group`;
  });
  after(async () => {
    setDefaultCACertificates(usual);
    await Promise.all(started.map((child) => endProcess(child)));
    rmSync(folder, { recursive: true, force: true });
  });

  function start(name: string, settings: string, ...args: string[]): void {
    const tls = `tls-cert-file ${certificate}\ntls-key-file ${key}\ntls-ca-cert-file ${certificate}`;
    const file = join(folder, `${name}.conf`);
    writeFileSync(
      file,
      `${tls}\ntls-auth-clients no\ntls-replication yes\nport 0\ndir ${folder}\n${settings}\n`,
    );
    started.push(spawn(findPrograms().redis ?? 'redis-server', [file, ...args], { stdio: 'ignore' }));
  }
  const open = () => openRedis(url, 'test:', silentLog);

  it('are not believed without a certificate of somebody who is trusted', async () => {
    await assert.rejects(open(), CannotStart);
  });

  it('serve once it is trusted', async () => {
    setDefaultCACertificates([...usual, readFileSync(certificate, 'utf8')]);
    const { redis, epoch } = await open();
    assert.equal(await redis.ping(), 'PONG');
    assert.match(await epoch(), /^\w{40}-\w{40}$/);
    redis.disconnect();
  });

  it('are not asked without it', async () => {
    await assert.rejects(openRedis(url.replace('rediss', 'redis'), 'test:', silentLog), CannotStart);
  });
});

async function untilListening(port = 0): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  const isListening = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false)).once('connect', () => socket.destroy());
    });
  while (!(await isListening())) {
    assert.ok(Date.now() < giveUpAt, `nobody listens at ${port}`);
    await wait(20);
  }
}
