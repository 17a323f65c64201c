import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ADMIN_SPELLINGS, readsAsAdmin, TWICE_SPELT } from '#test/support/admin-spellings.ts';
import { ADDRESS_HEADERS } from '#test/support/claims.ts';
import { type Account, anAccount } from '#test/support/http-client.ts';
import {
  type AppAnswer,
  type EchoApp,
  type ProtectedApps,
  signInAt,
  startProtectedApps,
} from '#test/support/protected-apps.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';

const NAVIGATING = { 'sec-fetch-mode': 'navigate', accept: 'text/html' };
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];
describe('apps behind the Nginx that we ship (N01, N02, N04, N05, S13)', () => {
  let redis: ThrowawayRedis;
  let apps: ProtectedApps;
  let account: Account;
  let session: string;
  let wikiToken: string;
  before(async () => {
    redis = await startThrowawayRedis();
    apps = await startProtectedApps({ REDIS_URL: redis.url, LIMIT_SIGN_IN_CLIENT_FREE: '1000' });
    account = await anAccount(apps.service);
    session = account.client.cookies.get('session') ?? '';
    wikiToken = await signInAt(apps, apps.wiki, session);
  });
  after(async () => {
    await apps?.remove();
    await redis?.remove();
  });
  beforeEach(() => {
    for (const { seen } of [apps.tools, apps.wiki, apps.shop]) seen.length = 0;
  });

  const atTools = (path: string) => (path.startsWith('/tools') ? path : `/tools${path}`);
  /** The two kinds of protected app, and what stands for being signed in there. */
  const doors = (): [app: EchoApp, at: (path: string) => string, cookie: string][] => [
    [apps.tools, atTools, `session=${session}`],
    [apps.wiki, (path) => path, `forward=${wikiToken}`],
  ];
  function assertShut(answer: AppAnswer, app: EchoApp, name: string): void {
    assert.ok(answer.status >= 300, `${name} answered ${answer.status}`);
    assert.deepEqual(app.seen, [], `${name} reached the app`);
    assert.ok(!answer.body.includes('This is the app'), name);
  }

  it('let whoever is signed in through, at every method, with path and body as they were sent', async () => {
    for (const [app, at, cookie] of doors()) {
      for (const method of METHODS) {
        const path = at('/a%2Fb//c/./d?x=1&y=%26');
        const { status } = await apps.send(app.host, path, { method, headers: { cookie } });
        assert.equal(status, 200, method);
        const seen = app.seen.pop();
        assert.deepEqual([seen?.method, seen?.url], [method, path]);
      }
      const body = 'x'.repeat(100_000);
      await apps.send(app.host, at('/form'), { method: 'POST', body, headers: { cookie } });
      assert.equal(app.seen.pop()?.body, body);
    }
  });

  it('see nothing of whoever is not, whatever the method, the user agent, the query or the upgrade (N05)', async () => {
    const kinds: Record<string, string>[] = [
      {},
      NAVIGATING,
      { 'user-agent': 'kube-probe/1.30' },
      { 'user-agent': 'GoogleHC/1.0' },
      {
        upgrade: 'websocket',
        connection: 'Upgrade',
        'sec-websocket-key': 'x',
        'sec-websocket-version': '13',
      },
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      { authorization: `Bearer ${session}` },
      { authorization: 'Basic cm9iaW46cGhyYXNl' },
      { expect: '100-continue' },
      { range: 'bytes=0-1' },
      { 'x-latchkey-ask': 'touch=1', 'x-auth-user-id': '1' },
    ];
    for (const [app, at] of doors())
      for (const method of METHODS)
        for (const headers of kinds)
          for (const path of ['/', '/?x=/public', '/healthz', '/favicon.ico']) {
            const name = `${method} ${path} ${JSON.stringify(headers)}`;
            const answer = await apps.send(app.host, at(path), { method, headers });
            assertShut(answer, app, name);
            assert.ok([303, 401, 405].includes(answer.status), `${name} answered ${answer.status}`);
          }
  });

  it('see nothing of whoever tells another address, host or method (N01)', async () => {
    for (const [app, at, cookie] of doors())
      for (const header of ADDRESS_HEADERS)
        for (const value of ['/public', '/sign-in', apps.tools.host, 'OPTIONS', '*']) {
          const name = `${header}: ${value}`;
          assertShut(await apps.send(app.host, at('/'), { headers: { [header]: value } }), app, name);
          const { status } = await apps.send(app.host, at('/'), { headers: { [header]: value, cookie } });
          const seen = app.seen.pop();
          assert.equal(status, 200, name);
          const kept = seen?.headers[header.toLowerCase()] ?? [];
          assert.ok(!kept.includes(value), `${name} reached the app`);
        }
  });

  it('see nothing of whoever spells path or host differently (N04)', async () => {
    for (const [app, at] of doors())
      for (const path of ADMIN_SPELLINGS) assertShut(await apps.send(app.host, at(path)), app, path);
    for (const path of [
      '/Tools/',
      '/TOOLS/x',
      '//tools/x',
      '/%74ools/x',
      '/tools',
      '/tools/../tools/x',
      '/x/../tools/',
    ])
      assertShut(await apps.send(apps.tools.host, path), apps.tools, path);
    const hosts = [
      'WIKI.localhost',
      'wiki.localhost.',
      'wiki.localhost:1',
      'x.wiki.localhost',
      'localhost',
      '',
      'wiki',
    ];
    for (const host of hosts) assertShut(await apps.send(host, '/admin'), apps.wiki, host);
    const absolute = `GET http://${apps.wiki.host}/admin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    assert.match(await apps.sendBytes(absolute), /^HTTP\/1\.1 (303|401) /);
    assert.deepEqual(apps.wiki.seen, []);
  });

  it('ask for a second factor where the configuration does, however the path is spelt (N04)', async () => {
    const cookie = `forward=${wikiToken}`;
    for (const path of [...ADMIN_SPELLINGS, ...TWICE_SPELT]) {
      await apps.send(apps.wiki.host, path, { headers: { cookie, ...NAVIGATING } });
      for (const { url } of apps.wiki.seen.splice(0))
        assert.ok(!readsAsAdmin(url), `${path} came to the app as ${url}, after the password alone`);
    }
    const answer = await apps.send(apps.wiki.host, '/admin', { headers: { cookie, ...NAVIGATING } });
    assert.match(
      String(answer.headers.location),
      /\/forward-auth\/start\?.*require=second_factor.*returnTo=%2Fadmin/,
    );
    const script = await apps.send(apps.wiki.host, '/admin', {
      headers: { cookie, 'sec-fetch-mode': 'cors' },
    });
    assert.equal(script.status, 401);
  });

  it('see nothing of the cookie of another app, or of a session that was sent to another origin', async () => {
    for (const cookie of [`forward=${wikiToken}`, `session=${session}`, `__Host-forward=${wikiToken}`]) {
      assertShut(await apps.send(apps.shop.host, '/', { headers: { cookie } }), apps.shop, cookie);
      // What the client says of the origin stands behind what the configuration says, or is not passed on.
      const told = `/?origin=${apps.wiki.origin}&touch=1`;
      assertShut(await apps.send(apps.shop.host, told, { headers: { cookie } }), apps.shop, told);
    }
    assertShut(
      await apps.send(apps.wiki.host, '/', { headers: { cookie: `session=${session}` } }),
      apps.wiki,
      'a session',
    );
    assertShut(
      await apps.send(apps.tools.host, '/tools/', { headers: { cookie: `forward=${wikiToken}` } }),
      apps.tools,
      'a token of another app',
    );
  });

  it('see nothing of a session from the moment on that it ended (S13)', async () => {
    const leaving = await anAccount(apps.service);
    const own = leaving.client.cookies.get('session') ?? '';
    const token = await signInAt(apps, apps.wiki, own);
    const visits: [EchoApp, string, string][] = [
      [apps.tools, '/tools/', `session=${own}`],
      [apps.wiki, '/', `forward=${token}`],
    ];
    for (let round = 0; round < 5; round += 1)
      for (const [app, path, cookie] of visits)
        assert.equal((await apps.send(app.host, path, { headers: { cookie } })).status, 200);
    await leaving.client.json('POST', '/sign-out');
    for (const [app, path, cookie] of visits) {
      app.seen.length = 0;
      for (let round = 0; round < 5; round += 1)
        assertShut(await apps.send(app.host, path, { headers: { cookie } }), app, cookie);
    }
  });

  it('see nobody while the store of sessions is frozen or gone, and go on afterwards (N02)', async () => {
    const refusals: number[] = [];
    const ask = async () => {
      for (const [app, at, cookie] of doors()) {
        const answer = await apps.send(app.host, at('/'), { headers: { cookie, ...NAVIGATING } });
        assertShut(answer, app, `${app.host} ${answer.status}`);
        refusals.push(answer.status);
      }
    };
    redis.freeze();
    await ask();
    redis.thaw();
    await untilOpen();
    await redis.kill();
    for (let round = 0; round < 20; round += 1) await ask();
    assert.deepEqual([...new Set(refusals)], [503]);
    await redis.start();
  });

  it('see nobody while the service is gone (N02)', async () => {
    await apps.service.end('SIGKILL');
    for (const [app, at, cookie] of doors()) {
      const answer = await apps.send(app.host, at('/'), { headers: { cookie, ...NAVIGATING } });
      assertShut(answer, app, app.host);
      assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '2']);
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
    await apps.service.start();
  });

  async function untilOpen(): Promise<void> {
    const giveUpAt = Date.now() + 10_000;
    for (const [app, at, cookie] of doors())
      while ((await apps.send(app.host, at('/'), { headers: { cookie } })).status !== 200) {
        assert.ok(Date.now() < giveUpAt, 'the same cookies work once the store answers');
        await pause(50);
      }
    for (const [app] of doors()) app.seen.length = 0;
  }
});
