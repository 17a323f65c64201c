import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Edge, startEdge } from '#test/support/edge.ts';
import { anAccount } from '#test/support/http-client.ts';
import { freePorts, prepareService, type TestService } from '#test/support/service.ts';

const ASSET = `/assets/${readdirSync('dist/assets').find((name) => name.endsWith('.css'))}`;
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Head and body of the last answer in what came over a connection. */
function lastAnswer(text: string) {
  const at = text.lastIndexOf('HTTP/1.1 ');
  const [head = '', ...rest] = text.slice(at).split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = lines.map((one) => {
    const colon = one.indexOf(': ');
    return [one.slice(0, colon).toLowerCase(), one.slice(colon + 2)] as const;
  });
  const named = (name: string) => headers.filter(([other]) => other === name).map(([, value]) => value);
  return { status: Number(line.split(' ')[1]), named, body: rest.join('\r\n\r\n') };
}

/** Each once: two of a kind are read as one of the two, and nobody knows as which. */
function assertHeaders(text: string, what: string, cache: string): void {
  const { named } = lastAnswer(text);
  for (const [name, value] of Object.entries({ ...HEADERS, 'cache-control': cache }))
    assert.deepEqual(named(name), [value], `${what}: ${name}`);
  assert.match(
    named('content-security-policy').join('|'),
    /^default-src 'none';[^|]*frame-ancestors 'none'[^|]*$/,
    what,
  );
  assert.match(named('x-request-id').join('|'), /^[\w-]{32,36}$/, what);
  assert.equal(named('permissions-policy').length, 1, what);
  assert.doesNotMatch(named('server').join(), /\d/, what);
}

describe('what Nginx answers in front of the service (X07, X08)', () => {
  let service: TestService;
  let edge: Edge;
  let lonely: Edge;
  before(async () => {
    const [port = 0, otherPort = 0, nobody = 0] = await freePorts(3);
    service = await prepareService({
      PUBLIC_URL: `http://localhost:${port}`,
      TRUSTED_PROXIES: '127.0.0.1/32',
    });
    await service.start();
    edge = await startEdge(port, Number(new URL(service.address).port));
    lonely = await startEdge(otherPort, nobody);
  });
  after(async () => {
    await edge?.remove();
    await lonely?.remove();
    await service?.remove();
  });

  const text = (line: string, headers: string[] = [], body = '') =>
    [`${line} HTTP/1.1`, `Host: localhost`, 'Connection: close', ...headers, '', body].join('\r\n');
  const refusals: [name: string, status: number, bytes: string][] = [
    ["another host's name", 421, 'GET /sign-in HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'],
    ['no host', 400, 'GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two hosts', 400, text('GET /sign-in', ['Host: evil.example'])],
    ['a body too large', 413, text('POST /sign-in', ['Content-Length: 20000'], 'x'.repeat(20_000))],
    ['headers too large', 431, text('GET /sign-in', [`X-Large: ${'x'.repeat(40_000)}`])],
    ['an address too long', 414, text(`GET /${'x'.repeat(40_000)}`)],
    ['TRACE', 405, text('TRACE /sign-in')],
    ['bytes that are no request', 400, 'GARBAGE\r\n\r\n'],
    [
      'two lengths',
      400,
      text('POST /sign-in', ['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    ],
    ['an encoding nobody knows', 501, text('POST /sign-in', ['Transfer-Encoding: strange'], '0\r\n\r\n')],
    ['a change to an asset', 405, text(`POST ${ASSET}`, ['Content-Length: 0'])],
    ['a folder of assets', 400, text('GET /assets/')],
    ['an address that climbs out', 400, text('GET /assets/../../etc/passwd')],
  ];
  for (const [name, status, bytes] of refusals) {
    it(`has all headers once and is kept nowhere: ${name}`, async () => {
      const answer = await edge.sendBytes(bytes);
      assert.equal(lastAnswer(answer).status, status, answer.slice(0, 500));
      assertHeaders(answer, name, 'no-store');
    });
  }

  it('has all headers once and is kept nowhere: too many requests', async () => {
    const many = `GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(900);
    const answers = await Promise.all([edge.sendBytes(many), edge.sendBytes(many)]);
    const refused = answers
      .join('')
      .split('HTTP/1.1 ')
      .filter((one) => one.startsWith('429'));
    assert.ok(refused.length > 100, String(refused.length));
    assertHeaders(`HTTP/1.1 ${refused[0]}`, 'too many', 'no-store');
    assert.match(lastAnswer(`HTTP/1.1 ${refused[0]}`).named('retry-after').join(), /^\d+$/);
  });

  it('is a page that says so, or a problem for a call, while no instance answers', async () => {
    for (const [path, accept, type] of [
      ['/sign-in', 'text/html', /^text\/html/],
      ['/api/v1/session', '*/*', /^application\/problem\+json$/],
    ] as const) {
      const answer = await lonely.sendBytes(text(`GET ${path}`, [`Accept: ${accept}`]));
      const { status, named, body } = lastAnswer(answer);
      assert.equal(status, 503, path);
      assert.match(named('content-type').join('|'), type);
      assert.deepEqual(named('retry-after'), ['2'], path);
      assert.match(body, path.startsWith('/api') ? /"code":"unavailable"/ : /Nothing of yours is lost/);
      assertHeaders(answer, path, 'no-store');
    }
  });

  it('keeps the headers of the service as they are, and its cookies out of every cache', async () => {
    const { client } = await anAccount({ ...service, url: edge.url } as TestService);
    const cookie = `Cookie: session=${client.cookies.get('session')}`;
    for (const path of [
      '/sign-in',
      '/dashboard',
      '/account/profile',
      '/api/v1/session',
      '/dashboard/x.css',
      '/nowhere',
    ]) {
      const answer = await edge.sendBytes(text(`GET ${path}`, [cookie]));
      assertHeaders(answer, path, 'no-store');
      assert.deepEqual(lastAnswer(answer).named('age'), []);
    }
  });

  it('lets hashed assets alone be kept, and for good', async () => {
    const answer = await edge.sendBytes(text(`GET ${ASSET}`));
    assert.equal(lastAnswer(answer).status, 200);
    assertHeaders(answer, ASSET, 'public, max-age=31536000, immutable');
    assert.deepEqual(lastAnswer(answer).named('set-cookie'), []);
  });
});
