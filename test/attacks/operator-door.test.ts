import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { type Answer, createBrowser } from '#test/support/browser.ts';
import { countOf, masked } from '#test/support/observe.ts';
import { anOperator, type TestOperator } from '#test/support/operator.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';

/** What an operator's command would need in its body, whichever it is. */
const bodyAbout = ({ email }: Person) => ({
  user: email,
  text: email,
  address: email,
  since: '1h',
  limit: 10,
});

describe("somebody else at the operators' door (O01)", () => {
  let testApp: TestApp;
  let operator: TestOperator;
  let routes: KnownRoute[];
  let commands: string[];
  let person: Person;
  before(async () => {
    testApp = await buildTestApp();
    ({ built: operator, routes } = await withRoutes(() => anOperator(testApp)));
    commands = routes
      .filter(({ method, path }) => method === 'POST' && path.startsWith('/operator/'))
      .map(({ path }) => path.slice('/operator'.length));
    person = await aPerson(testApp, { hasTotp: true });
  });
  after(async () => {
    await operator.close();
    await testApp.close();
  });

  it('finds the probes and metrics there, and else nothing but commands', () => {
    const table = routes
      .filter(({ method }) => method !== 'HEAD')
      .map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(table.sort(), [
      'GET /livez',
      'GET /metrics',
      'GET /operator/doctor',
      'GET /readyz',
      'POST /operator/attempts',
      'POST /operator/attempts/list',
      'POST /operator/unban',
      'POST /operator/users/disable',
      'POST /operator/users/enable',
      'POST /operator/users/end-sessions',
      'POST /operator/users/find',
      'POST /operator/users/remove-second-factor',
    ]);
  });

  it('gets one and the same answer to everything, and nothing happens, without the right token', async () => {
    const { token } = operator;
    const flipped = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    const stranger = await anOperator(testApp, { token: flipped });
    const tries: Record<string, string | undefined>[] = [
      { authorization: undefined },
      { authorization: '' },
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${token}` },
      { authorization: `Bearer ${flipped}` },
      { authorization: `Latchkey ${token}` },
      { authorization: `Latchkey nonce=${token}x` },
      { authorization: `Latchkey nonce=${token}, challenge=${token}, body=${token}, proof=${token}` },
      { authorization: await stranger.prove('POST', '/operator/users/find', '{}') },
      { authorization: `${(await operator.prove('POST', '/operator/users/find')).slice(0, -43)}${token}` },
      { authorization: `Basic ${Buffer.from(`operator:${token}`).toString('base64')}` },
      { authorization: token },
      { authorization: undefined, cookie: `operator=${token}; session=${token}` },
      { authorization: undefined, 'x-forwarded-for': '127.0.0.1', host: 'evil.example' },
      { authorization: undefined, origin: 'http://localhost:9464', 'content-type': 'text/plain' },
    ];
    const before = await countOf(testApp, 'audit_log');
    const expected = masked(await operator.run('/users/find', {}, tries[0]));
    for (const command of [...commands, '/doctor', '/users', '/unknown', '/', '']) {
      for (const headers of tries) {
        const answer = await operator.run(command, bodyAbout(person), headers);
        assert.equal(answer.statusCode, 401, `${command} ${JSON.stringify(headers)}`);
        assert.deepEqual(masked(answer), expected);
      }
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS'] as const) {
        const answer = await operator.app.inject({ method, url: `/operator${command}` });
        assert.deepEqual(masked(answer), expected, `${method} ${command}`);
      }
    }
    await stranger.close();
    assert.equal(await countOf(testApp, 'audit_log'), before);
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
  });

  it('is refused as a page in a browser even with the token, by whatever name it points here', async () => {
    const pages: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'http://127.0.0.1:9464' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-origin' },
      { referer: 'http://127.0.0.1:9464/metrics' },
      { host: 'evil.example:9464' },
      { host: '127.0.0.1.evil.example' },
      { host: 'localhost.evil.example:9464' },
      { host: '203.0.113.7' },
    ];
    for (const command of commands) {
      for (const headers of pages) {
        const answer = await operator.run(command, bodyAbout(person), headers);
        assert.equal(answer.statusCode, 403, `${command} ${JSON.stringify(headers)}`);
        assertNoCors(answer);
      }
    }
    for (const headers of pages) assert.equal((await operator.ask('/doctor', headers)).statusCode, 403);
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
    for (const host of ['localhost:9464', '127.0.0.1', '[::1]:9464', 'LOCALHOST:1'])
      assert.equal(
        (await operator.run('/users/find', { text: person.email }, { host })).statusCode,
        200,
        host,
      );
  });

  it('sends no form and no simple request: JSON is spoken or nothing', async () => {
    for (const command of commands) {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        undefined,
      ]) {
        const answer = await operator.run(command, bodyAbout(person), { 'content-type': type });
        assert.equal(answer.statusCode, 415, `${command} ${type}`);
      }
      const bare = await operator.app.inject({
        method: 'POST',
        url: `/operator${command}`,
        headers: { authorization: await operator.prove('POST', `/operator${command}`) },
      });
      assert.equal(bare.statusCode, 422, command);
    }
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
  });

  it('gets no leave to send from another origin', async () => {
    const preflight = await operator.app.inject({
      method: 'OPTIONS',
      url: '/operator/users/disable',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    assert.equal(preflight.statusCode, 401);
    assertNoCors(preflight);
  });

  it('finds no such door on the public listener', async () => {
    for (const command of commands) {
      const answer = await createBrowser(testApp).get(`/operator${command}`);
      assert.equal(answer.statusCode, 404, command);
      const payload = JSON.stringify(bodyAbout(person));
      const sent = await testApp.app.inject({
        method: 'POST',
        url: `/operator${command}`,
        headers: {
          authorization: await operator.prove('POST', `/operator${command}`, payload),
          'content-type': 'application/json',
          'sec-fetch-site': 'none',
        },
        payload,
      });
      assert.equal(sent.statusCode, 404, command);
    }
  });

  it('finds every command shut where there is no token', async () => {
    const shut = await anOperator(testApp, { hasToken: false });
    for (const command of commands) {
      const proved = await operator.prove('POST', `/operator${command}`, JSON.stringify(bodyAbout(person)));
      const nonce = `Latchkey nonce=${operator.token}`;
      for (const authorization of [
        undefined,
        'Bearer undefined',
        `Bearer ${operator.token}`,
        nonce,
        proved,
      ]) {
        const answer = await shut.run(command, bodyAbout(person), { authorization });
        assert.deepEqual([answer.statusCode, answer.headers['www-authenticate']], [401, 'Latchkey'], command);
      }
    }
    await shut.close();
  });

  it('reads no token in the log, whatever was sent', async () => {
    await operator.run('/users/find', { text: person.email });
    const wrong = 'w'.repeat(43);
    await operator.run('/users/find', { text: person.email }, { authorization: `Bearer ${wrong}` });
    const log = JSON.stringify(testApp.logLines);
    assert.ok(log.includes('/operator/users/find'), 'commands are logged');
    for (const secret of [operator.token, wrong, person.email]) assert.ok(!log.includes(secret));
  });

  function assertNoCors(answer: Answer): void {
    const headers = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
    assert.deepEqual(headers, []);
  }
});
