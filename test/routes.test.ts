import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fastify } from 'fastify';
import { installAccess } from '#web/access.ts';
import { buildTestApp, type TestApp } from './support/app.ts';
import { createBrowser } from './support/browser.ts';
import { ON_HTTPS } from './support/on-https.ts';
import { type KnownRoute, withRoutes } from './support/routes.ts';

const SNAPSHOT = join(import.meta.dirname, 'routes.snapshot.json');

/** Every route of the contract that this release has. */
const CONTRACT = `
  GET / GET /sign-up POST /sign-up GET /sign-up/check-inbox POST /sign-up/resend
  GET /verify-email POST /verify-email GET /sign-in POST /sign-in
  GET /sign-in/second-factor POST /sign-in/second-factor POST /sign-out
  GET /forgot-password POST /forgot-password GET /reset-password POST /reset-password
  GET /not-me POST /not-me
  GET /confirm-identity POST /confirm-identity GET /dashboard GET /account/password POST /account/password
  GET /account/second-factor GET /account/second-factor/set-up POST /account/second-factor/set-up
  POST /account/second-factor/turn-off POST /account/second-factor/recovery-codes
  GET /account/sessions POST /account/sessions/:id/end POST /account/sessions/end-others
  GET /account/profile POST /account/profile GET /account/activity
  GET /forward-auth GET /.latchkey/callback
  GET /dev/mailbox GET /dev/mailbox/:id GET /dev/mailbox.json GET /dev/metrics GET /dev/gallery GET /api/docs GET /api/v1/openapi.json
  POST /api/v1/sign-up POST /api/v1/sign-up/resend POST /api/v1/verify-email POST /api/v1/sign-in
  POST /api/v1/sign-in/second-factor POST /api/v1/sign-out GET /api/v1/session GET /api/v1/sessions
  DELETE /api/v1/sessions/:id DELETE /api/v1/sessions POST /api/v1/confirm-identity
  POST /api/v1/forgot-password POST /api/v1/reset-password POST /api/v1/not-me POST /api/v1/account/password
  GET /api/v1/account/second-factor POST /api/v1/account/totp POST /api/v1/account/totp/confirm
  DELETE /api/v1/account/totp POST /api/v1/account/recovery-codes
  GET /api/v1/account/profile PATCH /api/v1/account/profile GET /api/v1/account/events`;

/** Body fields of each call, `?` marks an optional one. */
const BODIES: Record<string, string> = {
  'POST /sign-up': 'email password firstName lastName country? dateOfBirth? enableSecondFactor? proof?',
  'POST /verify-email': 'token password?',
  'POST /sign-in': 'email password remember? transport? deviceToken? proof?',
  'POST /sign-in/second-factor': 'code deviceToken?',
  'POST /confirm-identity': 'password? code? deviceToken?',
  'POST /forgot-password': 'email deviceToken? proof?',
  'POST /reset-password': 'token password',
  'POST /account/password': 'currentPassword newPassword deviceToken?',
  'POST /not-me': 'token',
  'POST /account/totp/confirm': 'code',
  'PATCH /account/profile': 'firstName? lastName? country? dateOfBirth?',
};

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}
interface Operation {
  requestBody?: { content: Record<string, { schema: { properties: object; required?: string[] } }> };
  responses: Record<string, unknown>;
}

describe('the routes', () => {
  let testApp: TestApp;
  let routes: KnownRoute[];
  before(async () => {
    ({ built: testApp, routes } = await withRoutes(() => buildTestApp()));
  });
  after(() => testApp.close());

  const tableOf = (known: KnownRoute[]) =>
    Object.fromEntries(
      known
        .filter(({ method }) => method !== 'HEAD')
        .map(({ method, path, access }) => [`${path} ${method}`, access ?? 'static'] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );

  it('are those of the snapshot, each with who may come (UPDATE_SNAPSHOTS=yes writes it anew)', () => {
    const table = tableOf(routes);
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(SNAPSHOT, `${JSON.stringify(table, undefined, 2)}\n`);
    assert.deepEqual(table, JSON.parse(readFileSync(SNAPSHOT, 'utf8')));
  });

  it('let HEAD in nowhere that GET does not', () => {
    const accessOf = new Map(routes.map(({ method, path, access }) => [`${method} ${path}`, access]));
    for (const { path, access } of routes.filter(({ method }) => method === 'HEAD'))
      assert.equal(access, accessOf.get(`GET ${path}`), path);
  });

  it('include every one that the contract names', () => {
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    const promised = CONTRACT.trim().split(/\s+(?=(?:GET|POST|PATCH|DELETE) )/);
    assert.ok(promised.length > 50);
    assert.deepEqual(
      promised.filter((route) => !known.has(route)),
      [],
    );
  });

  it('do not boot when one does not say who may come', async () => {
    const app = fastify();
    installAccess(app, {
      cookies: { read: () => undefined },
      resume: async () => undefined,
      isCurrent: async () => false,
      isFresh: async () => false,
    });
    assert.throws(
      () => app.get('/open-by-mistake', async () => 'hello'),
      /GET \/open-by-mistake does not declare/,
    );
    await app.close();
  });

  it('leave probes and metrics to the management listener', async () => {
    const browser = createBrowser(testApp);
    for (const path of ['/metrics', '/livez', '/readyz', '/healthz'])
      assert.equal((await browser.get(path)).statusCode, 404, path);
  });

  it('have the local mailbox only without a mail server and on a loopback origin', async () => {
    for (const [environment, hidden] of [
      [ON_HTTPS, '/dev'],
      [{ SMTP_URL: 'smtp://127.0.0.1:1' }, '/dev/mailbox'],
    ] as const) {
      const { built, routes: those } = await withRoutes(() =>
        buildTestApp({ environment, sharing: testApp }),
      );
      assert.deepEqual(
        those.filter(({ path }) => path.startsWith(hidden)),
        [],
      );
      assert.equal((await createBrowser(built).get('/dev/mailbox.json')).statusCode, 404);
      await built.close();
    }
  });
});

describe('the OpenAPI document', () => {
  let testApp: TestApp;
  let routes: KnownRoute[];
  let document: OpenApi;
  before(async () => {
    ({ built: testApp, routes } = await withRoutes(() => buildTestApp()));
    const answer = await createBrowser(testApp).json('GET', '/openapi.json');
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    document = answer.json();
  });
  after(() => testApp.close());

  it('is of version 3.1', () => assert.match(document.openapi, /^3\.1\.\d$/));

  it('describes every API route and no other', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const registered = routes
      .filter(
        ({ method, path }) => method !== 'HEAD' && path.startsWith('/api/v1/') && !path.endsWith('.json'),
      )
      .map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(documented.sort(), registered.sort());
  });

  it('names the fields of every body, and which may be left out', () => {
    const found = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) => {
        const schema = requestBody?.content['application/json']?.schema;
        if (!schema) return [];
        const fields = Object.keys(schema.properties).map(
          (name) => `${name}${schema.required?.includes(name) ? '' : '?'}`,
        );
        return [[`${method.toUpperCase()} ${path.replace('/api/v1', '')}`, fields.sort().join(' ')]];
      }),
    );
    const expected = Object.entries(BODIES).map(([call, fields]) => [
      call,
      fields.split(' ').sort().join(' '),
    ]);
    assert.deepEqual(found.sort(), expected.sort());
  });

  it('has a readable page that lists every call', async () => {
    const page = await createBrowser(testApp).get('/api/docs');
    assert.equal(page.statusCode, 200);
    for (const path of Object.keys(document.paths)) assert.ok(page.body.includes(path), path);
  });
});
