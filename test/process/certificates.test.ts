import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { type Edge, startEdge } from '#test/support/edge.ts';
import { freePorts, prepareService, type TestService } from '#test/support/service.ts';
import { issueFor } from '../../bin/certs/issue.ts';
import { ensureLocalCertificates } from '../../bin/certs/local-certificates.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DAY = 86_400_000;
/** An https origin is for others: mail has to leave the machine. */
const SMTP_URL = 'smtp://127.0.0.1:9';

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const certificateOf = (folder: string) => new X509Certificate(read(folder, 'nginx', 'tls.crt'));

describe('npm run certs:dev', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-certs-'));
  after(() => rmSync(folder, { recursive: true }));
  const run = (publicUrl: string) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/certs-dev.ts'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, PUBLIC_URL: publicUrl, LOCAL_CERTS: folder },
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const modeOf = (...path: string[]) => statSync(join(folder, ...path)).mode & 0o777;

  it('makes an authority and a certificate, says how to trust it, and does nothing the second time', () => {
    assert.match(run('https://login.test:8443'), /Let your browser trust the authority/);
    const before = read(folder, 'nginx', 'tls.crt');
    assert.match(run('https://login.test:8443'), /^Nothing to do/);
    assert.equal(read(folder, 'nginx', 'tls.crt'), before);
    for (const name of ['login.test', 'localhost']) assert.ok(certificateOf(folder).checkHost(name), name);
    assert.ok(certificateOf(folder).checkIP('127.0.0.1'));
    assert.equal(certificateOf(folder).checkHost('example.org'), undefined);
  });

  it('lets nobody else on this machine come near a key, and whoever the mounted folder belongs to read his', () => {
    assert.equal(modeOf(), 0o700);
    assert.equal(modeOf('authority.key'), 0o600);
    assert.equal(modeOf('nginx'), 0o755);
    assert.equal(modeOf('nginx', 'tls.key'), 0o644);
  });

  it('makes no authority for the whole world: what it signs for another name is not believed', () => {
    const authority = { certificate: read(folder, 'authority.crt'), key: read(folder, 'authority.key') };
    const stolen = issueFor(['bank.example'], authority, 30);
    const verify = (certificate: string) =>
      spawnSync('openssl', ['verify', '-CAfile', join(folder, 'authority.crt')], {
        input: certificate,
        encoding: 'utf8',
      });
    assert.equal(verify(read(folder, 'nginx', 'tls.crt')).status, 0);
    assert.match(verify(stolen.certificate).stderr, /permitted subtree violation/);
  });

  it('renews a certificate before it ends and keeps the trusted authority, which in the end is renewed too', () => {
    const authority = read(folder, 'authority.crt');
    const ensure = (days: number) =>
      ensureLocalCertificates(folder, 'login.test', new Date(Date.now() + days * DAY));
    assert.deepEqual(pick(ensure(360)), [false, false]);
    assert.deepEqual(pick(ensure(370)), [false, true]);
    assert.equal(read(folder, 'authority.crt'), authority);
    assert.deepEqual(pick(ensure(1_800)), [true, true]);
    assert.deepEqual(pick(ensureLocalCertificates(folder, 'other.test')), [true, true]);
  });
  const pick = (made: ReturnType<typeof ensureLocalCertificates>) => [
    made.isNewAuthority,
    made.isNewCertificate,
  ];
});

describe('Nginx with local certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-certs-'));
  let service: TestService;
  let edge: Edge;
  let httpsPort: number;
  let session: ClientHttp2Session;
  before(async () => {
    ensureLocalCertificates(folder, 'localhost');
    const [port = 0, securePort = 0] = await freePorts(2);
    httpsPort = securePort;
    const publicUrl = `https://localhost:${securePort}`;
    service = await prepareService({ PUBLIC_URL: publicUrl, SMTP_URL, TRUSTED_PROXIES: '127.0.0.1/32' });
    await service.start();
    const https = { folder: join(folder, 'nginx'), port: securePort };
    edge = await startEdge(port, Number(new URL(service.address).port), { publicUrl, https });
    session = connect(publicUrl, { ca: read(folder, 'authority.crt') });
  });
  after(async () => {
    session?.close();
    await edge?.remove();
    await service?.remove();
    rmSync(folder, { recursive: true });
  });

  /** The headers of one answer over HTTP/2. */
  const send = (headers: Record<string, string>, body = '') =>
    new Promise<Record<string, string | string[] | undefined>>((resolve, reject) => {
      const request = session.request(headers, { endStream: body === '' });
      request.once('error', reject).once('response', (answer) => {
        request.resume();
        resolve(answer as never);
      });
      if (body) request.end(body);
    });

  it('serves https over HTTP/2 to whoever trusts the authority', async () => {
    const answer = await send({ ':path': '/sign-in' });
    assert.equal(answer[':status'], 200);
    assert.equal(session.alpnProtocol, 'h2');
    assert.match(String(answer['strict-transport-security']), /^max-age=\d{8,}/);
    const { subject } = certificateOf(folder);
    assert.equal(subject, 'CN=localhost');
  });

  it('leads http to https, and answers for its own name only', async () => {
    const answer = await fetch(`http://localhost:${edge.port}/sign-in?a=b`, { redirect: 'manual' });
    assert.equal(answer.status, 308);
    assert.equal(answer.headers.get('location'), `https://localhost:${httpsPort}/sign-in?a=b`);
    assert.equal((await send({ ':path': '/sign-in', ':authority': 'evil.example' }))[':status'], 421);
  });

  it('hands out cookies for this host and https alone', async () => {
    const answer = await send(
      {
        ':path': '/api/v1/sign-up',
        ':method': 'POST',
        origin: `https://localhost:${httpsPort}`,
        'content-type': 'application/json',
      },
      JSON.stringify({
        email: 'ada@example.org',
        password: 'a long enough phrase',
        firstName: 'Ada',
        lastName: 'Example',
      }),
    );
    assert.equal(answer[':status'], 202);
    const cookies = [answer['set-cookie'] ?? []].flat();
    assert.ok(cookies.length > 0);
    for (const cookie of cookies)
      assert.match(cookie, /^__Host-[^;]+(?=.*; Secure)(?=.*; HttpOnly)(?=.*; Path=\/(;|$))(?!.*Domain)/i);
  });

  it('shows a renewed certificate without a restart', async () => {
    const before = await fingerprintShown();
    ensureLocalCertificates(folder, 'localhost', new Date(Date.now() + 380 * DAY));
    const renewed = certificateOf(folder).fingerprint256;
    assert.notEqual(renewed, before);
    // Workers of before the reload still answer a connection or two.
    while ((await fingerprintShown()) !== renewed) await pause(100);
  });

  async function fingerprintShown(): Promise<string> {
    const socket = connectTls({ port: httpsPort, host: 'localhost', ca: read(folder, 'authority.crt') });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  }
});

describe('Nginx for an https origin without certificates', () => {
  it('does not start, and says what is missing', async () => {
    const [port = 0] = await freePorts(1);
    const options = { publicUrl: 'https://localhost' };
    await assert.rejects(
      startEdge(port, 9, options),
      /there is no certificate: put tls\.crt and tls\.key into CERTS/,
    );
  });

  it('starts behind a proxy that ends TLS, and believes that one alone about who is asking', async () => {
    const [port = 0, otherPort = 0] = await freePorts(2);
    const publicUrl = 'https://localhost';
    const service = await prepareService({
      PUBLIC_URL: publicUrl,
      SMTP_URL,
      TRUSTED_PROXIES: '127.0.0.1/32',
    });
    await service.start();
    const instance = Number(new URL(service.address).port);
    const believing = await startEdge(port, instance, { publicUrl, proxiesInFront: '127.0.0.0/8' });
    const other = await startEdge(otherPort, instance, { publicUrl, proxiesInFront: '192.0.2.0/24' });
    for (const edge of [believing, other])
      await edge.sendBytes(
        'GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 198.51.100.7, 203.0.113.9\r\nConnection: close\r\n\r\n',
      );
    const clients = [...service.output().matchAll(/"ip":"([^"]+)"/g)].map(([, ip]) => ip);
    assert.ok(clients.includes('203.0.113.9'), clients.join());
    assert.ok(!clients.includes('198.51.100.7'));
    assert.ok(clients.includes('127.0.0.1'), clients.join());
    await believing.remove();
    await other.remove();
    await service.remove();
  });
});
