import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { FIELD_NAMES } from '#test/support/field-names.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';
import { send } from '#test/support/send.ts';

const RUNS = 3_000;
const FIELDS = [...FIELD_NAMES, '__proto__', 'x'];
const NASTY = [
  '\0',
  '%00',
  '\ud800',
  "'",
  '"',
  '\\',
  '{{',
  '${',
  '../',
  '\r\n',
  '１２３４５６',
  '🦊',
  'é',
  '1e309',
  '-0',
  ' ',
  'true',
  '[object Object]',
  "' OR 1=1 --",
  '%',
  '_',
  'a@b.example',
  '123456',
  '2000-02-31',
  '0000-00-00',
  'ZZ',
];

const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc.nat(3_000).map((length) => 'x'.repeat(length)),
);
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const body = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 });
/** What a header can carry: everything else no client can send. */
const headerText = fc.string({ maxLength: 80 }).map((line) => line.replace(/[^\x20-\x7e\x80-\xff]/g, '?'));

const asText = (field: unknown): string => (typeof field === 'string' ? field : JSON.stringify(field));

describe('malformed requests of every kind (X10)', () => {
  let testApp: TestApp;
  let routes: KnownRoute[];
  let session: string;
  before(async () => {
    const { built, routes: all } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
    testApp = built;
    routes = all.filter(({ path }) => !path.includes('*'));
    session = (await aPerson(testApp)).browser.cookies.get('session') ?? '';
  });
  after(() => testApp.close());

  it('never end in a 5xx, whatever the route, body, query and headers', async () => {
    const request = fc.record({
      route: fc.constantFrom(...routes),
      id: text,
      query: fc.dictionary(fc.constantFrom('token', 'cursor', 'returnTo', 'notice', 'ended'), text, {
        maxKeys: 2,
      }),
      body,
      isJson: fc.boolean(),
      isSignedIn: fc.boolean(),
      cookie: headerText,
      userAgent: headerText,
      forwarded: headerText,
      authorization: fc.option(headerText, { freq: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(request, async (one) => {
        const query = new URLSearchParams(one.query).toString();
        const path = one.route.path.replace(':id', () => encodeURIComponent(one.id.toWellFormed()));
        const fields = Object.entries(one.body).map(([name, field]) => [name, asText(field).toWellFormed()]);
        const answer = await send(testApp, query ? `${path}?${query}` : path, {
          method: one.route.method,
          body: ['GET', 'HEAD'].includes(one.route.method)
            ? undefined
            : one.isJson
              ? one.body
              : new URLSearchParams(fields).toString(),
          headers: {
            'sec-fetch-site': 'same-origin',
            cookie: one.isSignedIn
              ? `session=${session}; ${one.cookie.replaceAll('session', '')}`
              : one.cookie,
            'user-agent': one.userAgent,
            'x-forwarded-for': one.forwarded,
            ...(one.authorization && { authorization: one.authorization }),
            ...(!one.isJson && { 'content-type': 'application/x-www-form-urlencoded' }),
          },
        });
        assert.ok(
          answer.statusCode < 500,
          `${one.route.method} ${path} ${answer.statusCode} ${answer.body.slice(0, 200)}`,
        );
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 15_000 },
    );
  });

  it('never end in a 5xx when nothing about them is as it should be', async () => {
    const headers: Record<string, string>[] = [
      { cookie: 'session' },
      { cookie: '=' },
      { cookie: ';;;;' },
      { cookie: 'session=%E0%A4%A' },
      { cookie: '\x80\xff' },
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer \xff' },
      { authorization: 'Bearer a b c' },
      { authorization: `Bearer ${'x'.repeat(4_000)}` },
      { accept: '\xff/\xff' },
      { accept: 'text/html;q=NaN' },
      { 'accept-encoding': 'nonsense' },
      { range: 'bytes=9-1' },
      { 'if-none-match': '"' },
      { expect: '100-continue' },
      { 'content-length': '0', 'content-type': 'application/json' },
      { 'transfer-encoding': 'chunked', 'content-type': 'application/json' },
    ];
    for (const { method, path } of routes) {
      for (const one of headers) {
        const { statusCode } = await send(testApp, path, {
          method,
          headers: { 'sec-fetch-site': 'same-origin', ...one },
        });
        assert.ok(statusCode < 500, `${method} ${path} ${JSON.stringify(one)}: ${statusCode}`);
      }
    }
    const many = `${Array.from({ length: 2_000 }, (_, index) => `k${index}=v`).join('&')}`;
    for (const path of ['/sign-in', '/sign-up', '/verify-email']) {
      assert.ok(
        (await send(testApp, path, { body: new URLSearchParams(many.slice(0, 15_000)) })).statusCode < 500,
      );
      assert.ok((await send(testApp, `${path}?${many}`)).statusCode < 500);
    }
    for (const path of [
      '/%',
      '/%E0%A4%A',
      '/sign-in?%',
      '/verify-email?token=%E0%A4%A',
      '/verify-email?token[]=x&token[a]=y',
      '/?__proto__[x]=1',
      `/${'a'.repeat(8_000)}`,
      '/dev/mailbox/%00',
      '/account/sessions/%/end',
    ])
      assert.ok((await send(testApp, path)).statusCode < 500, path);
  });
});
