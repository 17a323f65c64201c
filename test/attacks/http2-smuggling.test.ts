import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Edge, startEdge } from '#test/support/edge.ts';
import { type Field, type Http2Request, sendHttp2 } from '#test/support/http2-wire.ts';
import { freePorts, portOf, prepareService, type TestService } from '#test/support/service.ts';
import { ensureLocalCertificates } from '../../bin/certs/local-certificates.ts';

const HIDDEN = 'GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('requests hidden in one over HTTP/2, which Nginx hands on as HTTP/1.1 (N06)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-certs-'));
  let service: TestService;
  let edge: Edge;
  let recorder: Recorder;
  let server: { port: number; ca: string };
  before(async () => {
    ensureLocalCertificates(folder, 'localhost');
    const [port = 0, securePort = 0] = await freePorts(2);
    const publicUrl = `https://localhost:${securePort}`;
    service = await prepareService({
      PUBLIC_URL: publicUrl,
      SMTP_URL: 'smtp://127.0.0.1:9',
      TRUSTED_PROXIES: '127.0.0.1/32',
    });
    await service.start();
    recorder = await startRecorder(Number(new URL(service.address).port));
    const https = { folder: join(folder, 'nginx'), port: securePort };
    edge = await startEdge(port, recorder.port, { publicUrl, https });
    server = { port: securePort, ca: readFileSync(join(folder, 'authority.crt'), 'utf8') };
  });
  after(async () => {
    await edge?.remove();
    await recorder?.close();
    await service?.remove();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    recorder.sent.length = 0;
  });

  const line = (method: string, path: string): Field[] => [
    [':method', method],
    [':scheme', 'https'],
    [':path', path],
    [':authority', 'localhost'],
  ];
  const get = (...more: Field[]): Http2Request => ({ fields: [...line('GET', '/sign-in'), ...more] });
  const post = (body: string, ...more: Field[]): Http2Request => ({
    fields: [...line('POST', '/sign-in'), ['content-type', 'application/x-www-form-urlencoded'], ...more],
    body,
  });

  it('is answered like any other where nothing is hidden', async () => {
    assert.equal(await sendHttp2(server, get()), 200);
    assert.equal(await sendHttp2(server, post('email=a', ['content-length', '7'])), 403);
    assert.equal(requestsIn(recorder.text()).length, 2, recorder.text());
  });

  /** Refused: it must not reach the service at all. */
  const refused: [what: string, request: Http2Request][] = [
    ['a line break in a value', get(['x-a', `b\r\nTransfer-Encoding: chunked\r\n\r\n${HIDDEN}`])],
    ['a bare line feed in a value', get(['x-a', 'b\nx-smuggled: 1'])],
    ['a bare carriage return in a value', get(['x-a', 'b\rx-smuggled: 1'])],
    ['a zero byte in a value', get(['x-a', 'b\0c'])],
    ['a line break in a name', get(['x-a: b\r\nx-smuggled', '1'])],
    ['a colon in a name', get(['x-smuggled: 1', '2'])],
    ['a name in capitals', get(['X-Smuggled', '1'])],
    ['a name that is empty', get(['', 'x-smuggled'])],
    [
      'a line break in the path',
      { fields: line('GET', `/sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n${HIDDEN}`) },
    ],
    ['a space in the path', { fields: line('GET', '/sign-in HTTP/1.1 /smuggled') }],
    ['a path that is none', { fields: line('GET', 'https://evil.example/smuggled') }],
    ['no path', { fields: line('GET', '/sign-in').filter(([name]) => name !== ':path') }],
    ['two paths', { fields: [...line('GET', '/sign-in'), [':path', '/smuggled']] }],
    ['a line break in the method', { fields: line('GET /smuggled HTTP/1.1\r\nx: y', '/sign-in') }],
    ['two methods', { fields: [[':method', 'GET'], ...line('POST', '/sign-in')] }],
    ['a line break in the authority', authority('localhost\r\nx-smuggled: 1')],
    ["another host's authority", authority('evil.example')],
    ['two authorities', { fields: [...line('GET', '/sign-in'), [':authority', 'evil.example']] }],
    ['a pseudo-header nobody knows', get([':smuggled', '1'])],
    ['a length that says less than comes', post(HIDDEN, ['content-length', '3'])],
    ['a length that says more than comes', post('a=b', ['content-length', String(3 + HIDDEN.length)])],
    ['two lengths', post(HIDDEN, ['content-length', '0'], ['content-length', String(HIDDEN.length)])],
    ['a length that is none', post(HIDDEN, ['content-length', '+3'])],
    ['two bodies', { ...get(['content-length', '0']), body: HIDDEN }],
  ];
  for (const [what, request] of refused) {
    it(`does not get past Nginx: ${what}`, async () => {
      const outcome = await sendHttp2(server, request);
      assert.ok(outcome === 'reset' || [400, 421].includes(outcome), String(outcome));
      assert.deepEqual(recorder.sent, []);
    });
  }

  /** About the connection, or with a meaning in HTTP/1.1 only: may be refused or dropped, and never handed on. */
  const dropped: Field[] = [
    ['transfer-encoding', 'chunked'],
    ['transfer-encoding', 'identity'],
    ['connection', 'keep-alive, x-forwarded-for'],
    ['connection', 'upgrade'],
    ['upgrade', 'h2c'],
    ['keep-alive', 'timeout=600'],
    ['te', 'trailers, chunked'],
    ['expect', '100-continue'],
  ];
  for (const [name, value] of dropped) {
    it(`does not end early or late for the service: ${name}: ${value}`, async () => {
      for (const body of [`0\r\n\r\n${HIDDEN}`, `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`]) {
        recorder.sent.length = 0;
        const outcome = await sendHttp2(server, post(body, [name, value]));
        assert.ok(
          outcome === 'reset' || (outcome >= 400 && outcome < 500) || outcome === 501,
          String(outcome),
        );
        assert.ok(requestsIn(recorder.text()).length <= 1, recorder.text());
        const head = recorder.text().split('\r\n\r\n')[0] ?? '';
        assert.doesNotMatch(head, new RegExp(`^(${name}|transfer-encoding):`, 'im'));
        // Whoever comes next on the same connection to the service gets an answer of their own.
        assert.equal(await sendHttp2(server, get()), 200);
        assert.ok(!service.output().includes('smuggled'));
      }
    });
  }

  it('is refused or one request where its fields are out of order', async () => {
    await sendHttp2(server, { fields: [['x-a', 'b'], ...line('GET', '/sign-in')] });
    const requests = requestsIn(recorder.text());
    assert.ok(requests.length <= 1, recorder.text());
    for (const request of requests) assert.match(request, /^GET \/sign-in HTTP\/1\.1\r$/m);
  });

  it('names one host to the service, its own, whatever else was named', async () => {
    for (const host of ['evil.example', 'localhost:1', 'localhost']) {
      recorder.sent.length = 0;
      const outcome = await sendHttp2(server, get(['host', host]));
      assert.ok([200, 400, 421].includes(outcome as number), `${host}: ${outcome}`);
      const hosts = recorder.text().match(/^host: .*$/gim) ?? [];
      assert.ok(hosts.length <= 1, recorder.text());
      assert.doesNotMatch(hosts.join(), /evil/, recorder.text());
    }
  });

  function authority(value: string): Http2Request {
    return { fields: [...line('GET', '/sign-in').slice(0, 3), [':authority', value]] };
  }
});

/** The heads of what HTTP/1.1 makes of these bytes; what has no length ends at once. */
function requestsIn(text: string): string[] {
  const heads = [];
  for (let rest = text; rest !== ''; ) {
    const [head = ''] = rest.split('\r\n\r\n', 1);
    const length = Number(/^content-length: (\d+)\r?$/im.exec(head)?.[1] ?? 0);
    heads.push(head);
    rest = rest.slice(head.length + 4 + length);
  }
  return heads;
}

interface Recorder {
  port: number;
  /** All that Nginx sent to the service. */
  sent: Buffer[];
  text(): string;
  close(): Promise<unknown>;
}

/** Stands between Nginx and the service, and notes each byte. */
async function startRecorder(instancePort: number): Promise<Recorder> {
  const sent: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const instance = connect(instancePort, '127.0.0.1');
    for (const socket of [client, instance]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => [client, instance].map((one) => one.destroy()));
    }
    client.on('data', (chunk: Buffer) => sent.push(chunk)).pipe(instance);
    instance.pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: portOf(server),
    sent,
    text: () => Buffer.concat(sent).toString('latin1'),
    close() {
      for (const socket of sockets) socket.destroy();
      return once(server.close(), 'close');
    },
  };
}
