import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';
import { send } from '#test/support/send.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

describe('tricks with methods and foreign origins (X09)', () => {
  let testApp: TestApp;
  let routes: KnownRoute[];
  let person: Person;
  before(async () => {
    ({ built: testApp, routes } = await withRoutes(() => buildTestApp()));
    routes = routes.filter(({ path }) => !path.includes('*'));
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  const cookie = () => `session=${person.browser.cookies.get('session')}`;

  it('every method that an address does not have is 405 with Allow, and does nothing', async () => {
    const methodsOf = Map.groupBy(routes, ({ path }) => path);
    for (const [path, known] of methodsOf) {
      const allowed = new Set(known.map(({ method }) => method));
      for (const method of METHODS.filter((one) => !allowed.has(one))) {
        const headers = { cookie: cookie(), 'sec-fetch-site': 'same-origin' };
        const answer = await send(testApp, path.replace(':id', '0'), { method, headers });
        assert.equal(answer.statusCode, 405, `${method} ${path}`);
        assert.equal(answer.headers.allow, [...allowed].sort().join(', '), `${method} ${path}`);
      }
    }
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
  });

  it('no header or field changes the method', async () => {
    for (const trick of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const answer = await send(testApp, '/account/sessions', {
        headers: { [trick]: 'POST', cookie: cookie(), accept: 'text/html' },
      });
      assert.equal(answer.statusCode, 200);
      const posted = await send(testApp, '/api/v1/session', {
        method: 'POST',
        headers: { [trick]: 'GET', cookie: cookie() },
      });
      assert.equal(posted.statusCode, 405);
    }
    const field = await person.browser.submit('/account/profile?_method=DELETE', {
      _method: 'DELETE',
      firstName: 'R',
      lastName: 'E',
    });
    assert.equal(field.statusCode, 303);
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
  });

  it('a foreign origin is never told that it may read', async () => {
    const origins = [
      'https://evil.example',
      'null',
      'http://localhost:8080.evil.example',
      'http://xlocalhost:8080',
      'HTTP://LOCALHOST:8080',
      'http://localhost:8080',
    ];
    for (const origin of origins) {
      for (const { method, path } of routes.filter((route) => route.method === 'GET')) {
        const { headers } = await send(testApp, path.replace(':id', '0'), {
          method,
          headers: { origin, cookie: cookie() },
        });
        assert.equal(
          headers['access-control-allow-origin'] ?? headers['access-control-allow-credentials'],
          undefined,
        );
      }
      const preflight = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      };
      const answer = await send(testApp, '/api/v1/sign-in', { method: 'OPTIONS', headers: preflight });
      assert.equal(answer.statusCode, 405);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  });
});
