import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';
import { send } from '#test/support/send.ts';

const OTHER_TYPES = [
  'text/plain',
  'text/plain;charset=utf-8',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'text/json',
  'application/json\t',
  'application/json garbage',
  'application/json;',
  'application/json; charset=utf-7',
  'application/json; charset=utf-16',
  'application/jsonx',
  'application/json-patch+json',
  'application/ld+json',
  'application/json, text/plain',
  'text/plain; application/json',
  'application/json;charset=utf-8;x=y',
  'application/xml',
  '*/*',
  'application/*',
  '',
  'x'.repeat(2_000),
];

describe('JSON calls sent as something that is not JSON (X02)', () => {
  let testApp: TestApp;
  let calls: KnownRoute[];
  let person: Person;
  before(async () => {
    const { built, routes } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
    testApp = built;
    calls = routes.filter(
      ({ method, path }) => ['POST', 'PATCH', 'DELETE'].includes(method) && path.startsWith('/api/'),
    );
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  const call = ({ method, path }: KnownRoute, type: string, body: string) =>
    send(testApp, path.replace(':id', '0'), {
      method,
      body,
      headers: { 'content-type': type, cookie: `session=${person.browser.cookies.get('session')}` },
    });

  it('are 415 on every call, before the body is looked at', async () => {
    const body = JSON.stringify({ email: person.email, password: person.password, code: '000000' });
    for (const route of calls) {
      for (const type of OTHER_TYPES) {
        const answer = await call(route, type, body);
        assert.equal(answer.statusCode, 415, `${route.method} ${route.path} as ${JSON.stringify(type)}`);
        assert.equal(answer.json().code, 'unsupported_media_type');
        assert.equal(answer.headers['set-cookie'], undefined);
      }
    }
  });

  it('are never a way around validation', async () => {
    const withBody = calls.filter(({ path }) =>
      /sign-in$|sign-up$|password$|verify|second-factor$|totp\/confirm|confirm-identity/.test(path),
    );
    for (const route of withBody) {
      for (const type of [
        'application/json',
        'application/json; charset=utf-8',
        'APPLICATION/JSON',
        'application/json;charset="utf-8"',
        ' application/json',
      ])
        assert.ok(
          [422, 415].includes((await call(route, type, '{"nothing":"asked for"}')).statusCode),
          `${route.path} as ${type}`,
        );
    }
  });

  it('are read as UTF-8 where they say nothing or say so', async () => {
    const { email, password } = person;
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'application/json;charset=UTF-8',
    ]) {
      const answer = await send(testApp, '/api/v1/sign-in', {
        body: { email, password },
        headers: { 'content-type': type },
      });
      assert.equal(answer.statusCode, 200, type);
    }
  });

  it('find no JSON accepted by pages', async () => {
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const answer = await send(testApp, '/sign-in', {
      body: { email: person.email, password: person.password },
      headers,
    });
    assert.equal(answer.statusCode, 415);
  });
});
