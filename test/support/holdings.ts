import assert from 'node:assert/strict';
import type { TestApp } from './app.ts';
import { type Answer, createBrowser } from './browser.ts';
import { mailedToken, nextCode, type Person, signIn } from './people.ts';
import type { KnownRoute } from './routes.ts';
import { send } from './send.ts';

/** All that somebody may have in hand of an account when it ends. */
export interface Holdings {
  person: Person;
  cookie: string;
  bearer: string;
  pending: string;
  resetToken: string;
}

/** Of somebody with a second factor: two sessions, a waiting sign-in, a reset link. */
export async function everythingOf(testApp: TestApp, person: Person): Promise<Holdings> {
  const { browser, email, password, totp } = person;
  const app = createBrowser(testApp);
  await app.json('POST', '/sign-in', { email, password, transport: 'bearer' });
  const first = await app.json('POST', '/sign-in', { email, password, transport: 'bearer' });
  const code = nextCode(testApp, totp?.secret ?? '');
  const authorization = { authorization: `Bearer ${first.json().token}` };
  const second = await app.json('POST', '/sign-in/second-factor', { code }, authorization);
  assert.equal(second.statusCode, 200, second.body);
  const waiting = createBrowser(testApp);
  await signIn(waiting, person);
  await browser.json('POST', '/forgot-password', { email });
  const held = {
    person,
    cookie: browser.cookies.get('session') ?? '',
    bearer: second.json().token,
    pending: waiting.cookies.get('pending') ?? '',
    resetToken: await mailedToken(testApp, email),
  };
  for (const [name, value] of Object.entries(held)) assert.ok(value, name);
  const alive = await testApp.app.inject({
    url: '/dashboard',
    headers: { cookie: `session=${held.cookie}` },
  });
  assert.equal(alive.statusCode, 200);
  return held;
}

/** Every route that needs a session, by cookie, bearer token and waiting sign-in; then what needs none. */
export async function assertOut(
  testApp: TestApp,
  guarded: readonly KnownRoute[],
  { person, cookie, bearer, pending, resetToken }: Holdings,
): Promise<void> {
  for (const route of guarded) {
    assertRefused(route, await call(testApp, route, { cookie: `session=${cookie}` }));
    const both = { cookie: `session=${pending}; pending=${pending}` };
    assertRefused(route, await call(testApp, route, both));
    if (!route.path.startsWith('/api/')) continue;
    for (const token of [bearer, pending])
      assertRefused(route, await call(testApp, route, { authorization: `Bearer ${token}` }));
  }
  const json = (path: string, body: object, headers = {}) =>
    send(testApp, `/api/v1${path}`, { body, headers });
  const code = nextCode(testApp, person.totp?.secret ?? '');
  for (const typed of [code, person.totp?.recoveryCodes[0]]) {
    for (const headers of [{ cookie: `pending=${pending}` }, { authorization: `Bearer ${pending}` }])
      assert.equal((await json('/sign-in/second-factor', { code: typed }, headers)).statusCode, 401);
  }
  const reset = await json('/reset-password', { token: resetToken, password: 'quite another phrase' });
  assert.deepEqual([reset.statusCode, reset.json().code], [400, 'invalid_token']);
}

/** Like a stranger: with the right password, the device of before and all. */
export async function assertCannotSignIn(
  testApp: TestApp,
  { browser, email, password }: Person,
): Promise<void> {
  const device = browser.cookies.get('device') ?? '';
  const body = { email, password };
  const answer = await send(testApp, '/api/v1/sign-in', { body, headers: { cookie: `device=${device}` } });
  assert.deepEqual([answer.statusCode, answer.json().code], [401, 'invalid_credentials']);
  assert.equal(answer.headers['set-cookie'], undefined);
}

function assertRefused(route: KnownRoute, answer: Answer): void {
  const name = `${route.method} ${route.path} answered ${answer.statusCode}`;
  assert.equal(answer.headers['set-cookie'], undefined, name);
  const isApi = route.path.startsWith('/api/');
  assert.equal(answer.statusCode, isApi ? 401 : 303, name);
  if (!isApi) assert.match(String(answer.headers.location), /^\/sign-in(\?|$)/, name);
}

function call({ app, config }: TestApp, route: KnownRoute, headers: Record<string, string>): Promise<Answer> {
  const isApi = route.path.startsWith('/api/');
  const hasBody = ['POST', 'PATCH'].includes(route.method);
  const type = isApi ? 'application/json' : 'application/x-www-form-urlencoded';
  return app.inject({
    method: route.method as 'GET',
    url: route.path.replace(':id', '00000000-0000-7000-8000-000000000000'),
    headers: { origin: config.publicUrl, ...(hasBody && { 'content-type': type }), ...headers },
    ...(hasBody && { payload: isApi ? '{}' : '' }),
  });
}
