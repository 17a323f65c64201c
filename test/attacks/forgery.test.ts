import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { countOf } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';
import { send } from '#test/support/send.ts';

const OURS = 'http://localhost:8080';
const FORGED: Record<string, string>[] = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', origin: OURS },
  { 'sec-fetch-site': 'Same-Origin' },
  { 'sec-fetch-site': '' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: '' },
  { origin: `${OURS}.evil.example` },
  { origin: `${OURS}0` },
  { origin: 'https://localhost:8080' },
  { origin: 'http://LOCALHOST:8080' },
  { origin: `${OURS}/` },
  { origin: 'https://evil.example', host: 'evil.example' },
  { origin: 'https://evil.example', referer: `${OURS}/sign-in` },
];

describe('cross-site request forgery (X01)', () => {
  let testApp: TestApp;
  let unsafe: KnownRoute[];
  let person: Person;
  before(async () => {
    const { built, routes } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
    testApp = built;
    unsafe = routes.filter(({ method }) => !['GET', 'HEAD'].includes(method));
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  const forge = ({ method, path }: KnownRoute, headers: Record<string, string>) => {
    const { email, password } = person;
    const fields = {
      email,
      password,
      firstName: 'F',
      lastName: 'F',
      currentPassword: password,
      newPassword: 'a forged phrase',
    };
    return send(testApp, path.replace(':id', '00000000-0000-7000-8000-000000000000'), {
      method,
      headers: { cookie: `session=${person.browser.cookies.get('session')}`, ...headers },
      body: path.startsWith('/api/') ? fields : new URLSearchParams(fields).toString(),
    });
  };

  it('is refused on every unsafe route, sign-in and sign-up included, with no effect', async () => {
    assert.ok(unsafe.length >= 30);
    const tables = ['audit_log', 'sign_ups', 'reset_requests', 'mail_queue', 'ended_sessions'];
    const before = await Promise.all(tables.map((table) => countOf(testApp, table)));
    for (const route of unsafe) {
      for (const headers of FORGED) {
        const type = route.path.startsWith('/api/')
          ? 'application/json'
          : 'application/x-www-form-urlencoded';
        const answer = await forge(route, { 'content-type': type, ...headers });
        const name = `${route.method} ${route.path} ${JSON.stringify(headers)}`;
        assert.equal(answer.statusCode, 403, name);
        assert.equal(answer.json().code, 'cross_origin_request', name);
        assert.equal(answer.headers['set-cookie'], undefined, name);
      }
    }
    assert.deepEqual(await Promise.all(tables.map((table) => countOf(testApp, table))), before);
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
  });

  it('is refused for forms that say nothing about where they come from', async () => {
    for (const route of unsafe.filter(({ path }) => !path.startsWith('/api/'))) {
      const answer = await forge(route, { 'content-type': 'application/x-www-form-urlencoded' });
      assert.equal(answer.statusCode, 403, route.path);
    }
  });

  it('leaves JSON of clients that are no browsers alone, and our own pages', async () => {
    const body = { email: person.email, password: person.password };
    assert.equal((await send(testApp, '/api/v1/sign-in', { body })).statusCode, 200);
    for (const headers of [
      { origin: OURS },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
    ]) {
      const form = await send(testApp, '/sign-in', {
        body: new URLSearchParams(body).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
      assert.equal(form.statusCode, 303);
    }
  });

  it('does not get in as a form without fields, which browsers send without a length', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
    ]) {
      const cookie = `session=${person.browser.cookies.get('session')}`;
      const answer = await send(testApp, '/api/v1/sign-out', {
        method: 'POST',
        body: '',
        headers: { 'content-type': type, cookie },
      });
      assert.equal(answer.statusCode, 415, type);
    }
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
  });
});
