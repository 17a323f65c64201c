import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { IDENTITY_HEADERS } from '#test/support/claims.ts';
import { type Account, anAccount } from '#test/support/http-client.ts';
import {
  type EchoApp,
  type ProtectedApps,
  type SeenByApp,
  signInAt,
  startProtectedApps,
} from '#test/support/protected-apps.ts';

const LIE = 'somebody-else';
const OUR_COOKIES = ['session', 'pending', 'sign_up', 'device', 'forward', 'forward_state'];

describe('an app behind the Nginx that we ship, told lies or secrets (N03, N06, N07)', () => {
  let apps: ProtectedApps;
  let account: Account;
  let session: string;
  let wikiToken: string;
  let userId: string;
  before(async () => {
    apps = await startProtectedApps();
    account = await anAccount(apps.service);
    session = account.client.cookies.get('session') ?? '';
    userId = (await account.client.json('GET', '/session')).body.user.id;
    wikiToken = await signInAt(apps, apps.wiki, session);
  });
  after(() => apps?.remove());
  beforeEach(() => {
    for (const { seen } of [apps.tools, apps.wiki, apps.shop]) seen.length = 0;
  });

  const doors = (): [app: EchoApp, path: string, cookie: string][] => [
    [apps.tools, '/tools/', `session=${session}`],
    [apps.wiki, '/', `forward=${wikiToken}`],
    [apps.wiki, '/page', `a=1; forward=${wikiToken}; b=2`],
  ];
  async function seenAt(app: EchoApp, path: string, headers: Record<string, string | string[]>) {
    const { status } = await apps.send(app.host, path, { headers });
    assert.equal(status, 200, JSON.stringify(headers));
    const [seen, ...more] = app.seen.splice(0);
    assert.ok(seen && more.length === 0);
    return seen;
  }
  function assertTruth({ headers }: SeenByApp, name: string): void {
    assert.deepEqual(
      ['x-auth-user-id', 'x-auth-email', 'x-auth-name', 'x-auth-assurance'].map((header) => headers[header]),
      [[userId], [account.email], ['Robin%20Example'], ['aal1']],
      name,
    );
    assert.ok(!JSON.stringify(headers).includes(LIE), `${name}: ${JSON.stringify(headers)}`);
  }

  it('hears who it is from forward-auth alone, whatever the client says, spells, repeats or hides (N03)', async () => {
    for (const [app, path, cookie] of doors())
      for (const header of IDENTITY_HEADERS) {
        const spellings: Record<string, string | string[]>[] = [
          { [header]: LIE },
          { [header.toLowerCase()]: LIE },
          { [header.toUpperCase()]: LIE },
          { [header.replaceAll('-', '_')]: LIE },
          { [header]: [LIE, LIE] },
          { [header]: '', [`${header.toLowerCase()}`]: LIE },
          { [header]: LIE, connection: header },
          { [header]: LIE, connection: `close, ${header}` },
        ];
        for (const spelling of spellings)
          assertTruth(await seenAt(app, path, { ...spelling, cookie }), JSON.stringify(spelling));
      }
    const all = Object.fromEntries(IDENTITY_HEADERS.map((header) => [header, LIE]));
    for (const [app, path, cookie] of doors())
      assertTruth(await seenAt(app, path, { ...all, cookie }), 'all');
  });

  it('is told the client’s address and the scheme by the proxy, and nothing by the client', async () => {
    const told = {
      'x-forwarded-for': '192.0.2.66',
      'x-real-ip': '192.0.2.66',
      'x-forwarded-proto': 'gopher',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=192.0.2.66;host=evil.example',
    };
    const [app, path, cookie] = doors()[0] ?? assert.fail();
    const { headers } = await seenAt(app, path, { ...told, cookie });
    assert.deepEqual(headers['x-forwarded-for'], ['127.0.0.1']);
    assert.doesNotMatch(JSON.stringify(headers), /192\.0\.2\.66|evil|gopher/);
  });

  it('sees no cookie of ours, and all of its own', async () => {
    const secrets = [session, wikiToken];
    for (const [app, path, cookie] of doors()) {
      const [, name = '', token = ''] = /(session|forward)=([\w-]+)/.exec(cookie) ?? [];
      const own = 'theme=dark; sid=a.b|c; sessions=2; my_session=3; csrf="x=y"';
      const jars: [sent: string, kept: string][] = [
        [`${name}=${token}`, ''],
        [`${own}; ${name}=${token}`, own],
        [`${name}=${token}; ${own}`, own],
        [`theme=dark; ${name}=${token}; sid=1`, 'theme=dark; sid=1'],
        [`theme=dark;${name}=${token};sid=1`, 'theme=dark;sid=1'],
      ];
      for (const [sent, kept] of jars) {
        const seen = await seenAt(app, path, { cookie: sent });
        assert.equal((seen.headers.cookie ?? []).join('; ').replace(/;\s*$/, ''), kept, sent);
      }
      for (const prefix of ['', '__Host-'])
        for (const ours of OUR_COOKIES.filter((one) => `${prefix}${one}` !== name)) {
          const sent = `${name}=${token}; a=1; ${prefix}${ours}=${'s'.repeat(43)}; b=2`;
          const seen = await seenAt(app, path, { cookie: sent });
          assert.deepEqual(seen.headers.cookie, ['a=1; b=2'], sent);
        }
      const full = OUR_COOKIES.map((ours) => `${ours}=${ours === name ? token : 's'.repeat(43)}`).join('; ');
      const seen = await seenAt(app, path, { cookie: `a=1; ${full}; b=2` });
      assert.deepEqual(seen.headers.cookie, ['a=1; b=2']);
      for (const secret of secrets) assert.ok(!JSON.stringify(seen).includes(secret));
    }
  });

  it('sees no cookie of ours that hides behind copies, odd spaces or a second header', async () => {
    const token = `forward=${wikiToken}`;
    const junk = (count: number) => Array.from({ length: count }, () => `device=${'j'.repeat(43)}`);
    const jars: (string | string[])[] = [
      [...junk(5), token].join('; '),
      [...junk(6), token].join('; '),
      [...junk(40), token, ...junk(3)].join('; '),
      [token, ...junk(6)].join('; '),
      [token, ...junk(40)].join('; '),
      ['a=1', token],
      [token, 'session=x', 'a=1'],
      `a=1;\t${token}; session =${session}`,
      `a=1; \t session\t=${session}; ${token}`,
      `session; ${token}; session=${session}`,
      `;;; ${token};;`,
      `SESSION=${session}; Session=${session}; __host-session=${session}; ${token}`,
    ];
    for (const cookie of jars) {
      const { status } = await apps.send(apps.wiki.host, '/', { headers: { cookie } });
      for (const { headers } of apps.wiki.seen.splice(0)) {
        const text = JSON.stringify(headers);
        for (const secret of [wikiToken, session])
          assert.ok(!text.includes(secret), `${cookie} came as ${text}`);
      }
      assert.ok([200, 401].includes(status), `${cookie}: ${status}`);
    }
  });

  it('gets no second request that was hidden in the body of another (N06)', async () => {
    // Without a cookie: Nginx lets it through to nobody, unless it takes it for a part of the first.
    const hidden = `GET /smuggled HTTP/1.1\r\nHost: ${apps.wiki.host}\r\n\r\n`;
    const { length } = hidden;
    const vectors = [
      `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `Transfer-Encoding: chunked\r\nContent-Length: ${length}\r\n\r\n0\r\n\r\n${hidden}`,
      `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${hidden}`,
      `Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n${hidden}`,
      `Transfer-Encoding : chunked\r\nContent-Length: ${length}\r\n\r\n${hidden}`,
      `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
      `Transfer-Encoding: \x0bchunked\r\nContent-Length: ${length}\r\n\r\n${hidden}`,
      `Transfer_Encoding: chunked\r\nContent-Length: ${length + 5}\r\n\r\n0\r\n\r\n${hidden}`,
      `Content-Length: 0\r\nContent-Length: ${length}\r\n\r\n${hidden}`,
      `Content-Length: ${length}\r\nContent-Length: 0\r\n\r\n${hidden}`,
      `Content-Length: ${length}\r\n\r\n${hidden}`,
      `Content-Length: +${length}\r\n\r\n${hidden}`,
      `Content-Length: 0x${length.toString(16)}\r\n\r\n${hidden}`,
      `Content-Length: 0\r\nX-Length: ${length}\r\n\r\n${hidden}`,
      `Transfer-Encoding: chunked\r\n\r\n0;a=\n${hidden}\r\n\r\n`,
      `Transfer-Encoding: chunked\r\n\r\n5;\n${hidden}\r\n0\r\n\r\n`,
      `Transfer-Encoding: chunked\r\n\r\n${length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
      `X-Bare: a\n\n${hidden.replaceAll('\r', '')}\r\n\r\n`,
      `X-Folded: a\r\n GET /smuggled HTTP/1.1\r\nContent-Length: 0\r\n\r\n${hidden}`,
    ];
    const doorways: [EchoApp, path: string][] = [
      [apps.wiki, '/first'],
      [apps.tools, '/tools/first'],
      [apps.tools, '/sign-in'],
      [apps.tools, '/forward-auth'],
    ];
    const cookie = `Cookie: session=${session}; forward=${wikiToken}`;
    await Promise.all(
      doorways.flatMap(([{ host }, path]) =>
        vectors.flatMap((vector) =>
          ['POST', 'GET'].map((method) =>
            apps.sendBytes(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${cookie}\r\n${vector}`),
          ),
        ),
      ),
    );
    const seen = [...apps.wiki.seen, ...apps.tools.seen].map(({ url }) => url);
    assert.deepEqual([...new Set(seen)].sort(), ['/first', '/tools/first']);
    assert.ok(seen.length >= vectors.length, 'what was well-formed came through');
    assert.equal((await apps.send(apps.tools.host, '/sign-in')).status, 200, 'the service goes on');
  });

  it('has nothing of the inside on any host: no probes, no metrics, no question that a client asks itself (N07)', async () => {
    const inside = [
      '/metrics',
      '/livez',
      '/readyz',
      '/healthz',
      '/nginx_status',
      '/_latchkey/ask/',
      '/_latchkey/ask/x',
    ];
    for (const path of [...inside, '/_latchkey/', '/_latchkey/ask/require=second_factor']) {
      const here = await apps.send(apps.tools.host, path, { headers: { cookie: `session=${session}` } });
      assert.equal(here.status, 404, path);
      const there = await apps.send(apps.wiki.host, path);
      assert.ok([401, 404].includes(there.status), `${path}: ${there.status}`);
      assert.doesNotMatch(`${here.body} ${there.body}`, /latchkey_http|alive|ready|Active connections/);
    }
    assert.deepEqual(apps.wiki.seen, []);
  });

  it('is behind a configuration that keeps no answer, and asks before everything it passes on', () => {
    const read = (name: string) =>
      readFileSync(join(import.meta.dirname, '..', '..', 'deploy', 'forward-auth', 'nginx', name), 'utf8');
    const [protect, toApp] = [read('latchkey-protect.conf'), read('latchkey-to-app.conf')];
    for (const text of [protect, toApp, read('latchkey-http.conf'), read('example.conf')]) {
      assert.doesNotMatch(
        text,
        /^\s*(proxy_cache\s+(?!off)|proxy_cache_path|satisfy\s+any|proxy_next_upstream.*non_idempotent)/m,
      );
      assert.doesNotMatch(text, /\$http_x_(original|forwarded)/i);
    }
    assert.match(protect, /^auth_request \/_latchkey\/ask\/;$/m);
    assert.equal(
      protect.match(/proxy_pass_request_headers off/g)?.length,
      protect.match(/proxy_pass http/g)?.length,
    );
    assert.equal(
      protect.match(/proxy_pass_request_body off/g)?.length,
      protect.match(/proxy_pass http/g)?.length,
    );
  });
});
