import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from './support/app.ts';
import { type Answer, createBrowser } from './support/browser.ts';
import { aPerson, type Person, signIn } from './support/people.ts';
import { ROOMY } from './support/roomy.ts';
import { type KnownRoute, withRoutes } from './support/routes.ts';

const GARBAGE = 'x'.repeat(43);
const NOBODY = '00000000-0000-7000-8000-000000000000';
/** The only unsafe calls that succeed with nothing in the body and nobody signed in. */
const ASKS_NOTHING = new Set(['POST /sign-up/resend', 'POST /api/v1/sign-up/resend']);

describe('every route, from every state of the caller', () => {
  let testApp: TestApp;
  let routes: KnownRoute[];
  let person: Person;
  let other: Person;
  let pending: string;
  let ended: string;

  before(async () => {
    const { built, routes: all } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
    testApp = built;
    routes = all.filter(({ path }) => !path.includes('*'));
    person = await aPerson(testApp);
    other = await aPerson(testApp);
    const protectedPerson = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    await protectedPerson.browser.json('POST', '/sign-in', protectedPerson);
    pending = protectedPerson.browser.cookies.get('pending') ?? '';
    const leaving = createBrowser(testApp);
    await signIn(leaving, person);
    ended = leaving.cookies.get('session') ?? '';
    await leaving.json('POST', '/sign-out');
    assert.ok(pending && ended);
  });
  after(() => testApp.close());

  const call = (route: KnownRoute, headers: Record<string, string>, id = NOBODY): Promise<Answer> => {
    const isApi = route.path.startsWith('/api/');
    const hasBody = ['POST', 'PATCH', 'PUT'].includes(route.method);
    const type = isApi ? 'application/json' : 'application/x-www-form-urlencoded';
    return testApp.app.inject({
      method: route.method as 'GET',
      url: route.path.replace(':id', id),
      headers: {
        accept: 'text/html',
        origin: testApp.config.publicUrl,
        ...(hasBody && { 'content-type': type }),
        ...headers,
      },
      ...(hasBody && { payload: isApi ? '{}' : '' }),
    });
  };

  const isGuarded = ({ access }: KnownRoute) => access === 'session' || access === 'fresh_session';
  const isApi = ({ path }: KnownRoute) => path.startsWith('/api/');
  const takesBearer = (route: KnownRoute) =>
    (isApi(route) && isGuarded(route)) || route.path === '/forward-auth';

  /** Nobody: guarded routes send away, open ones do nothing without a body. */
  function assertOutside(route: KnownRoute, answer: Answer): void {
    const name = `${route.method} ${route.path} answered ${answer.statusCode}`;
    assert.equal(answer.headers['set-cookie'], undefined, name);
    if (route.path === '/forward-auth') {
      assert.deepEqual([answer.statusCode, answer.body], [401, ''], name);
      return;
    }
    if (!isGuarded(route)) {
      const isSafe = ['GET', 'HEAD'].includes(route.method);
      const mayPass = isSafe || ASKS_NOTHING.has(`${route.method} ${route.path}`);
      assert.ok(answer.statusCode < 500 && (mayPass || answer.statusCode >= 300), name);
      return;
    }
    if (isApi(route)) {
      assert.equal(answer.statusCode, 401, name);
      if (route.method !== 'HEAD') assert.equal(answer.json().code, 'not_authenticated', name);
    } else {
      assert.equal(answer.statusCode, 303, name);
      assert.match(String(answer.headers.location), /^\/sign-in(\?returnTo=|$)/, name);
    }
  }

  const outside: [string, () => Record<string, string>][] = [
    ['without a cookie', () => ({})],
    ['with a session cookie of the right shape that nobody made', () => ({ cookie: `session=${GARBAGE}` })],
    ['with a session cookie of no shape', () => ({ cookie: 'session=%00"; session' })],
    ['with a waiting sign-in', () => ({ cookie: `pending=${pending}` })],
    ['with the token of a waiting sign-in as its session', () => ({ cookie: `session=${pending}` })],
    ['with an ended session', () => ({ cookie: `session=${ended}` })],
    ['with two session cookies', () => ({ cookie: `session=${liveToken()}; session=${GARBAGE}` })],
  ];
  const liveToken = () => other.browser.cookies.get('session') ?? '';

  for (const [state, headersOf] of outside) {
    it(`lets nobody in ${state}`, async () => {
      for (const route of routes) assertOutside(route, await call(route, headersOf()));
    });
  }

  const bearers: [string, () => string][] = [
    ['a made-up token', () => `Bearer ${GARBAGE}`],
    ['the token of a waiting sign-in', () => `Bearer ${pending}`],
    ['an ended session', () => `Bearer ${ended}`],
    ['no token', () => 'Bearer '],
  ];
  for (const [name, authorization] of bearers) {
    it(`lets no client in that sends ${name} as its authorization, whatever cookie stands beside it`, async () => {
      for (const route of routes.filter(takesBearer)) {
        const headers = { authorization: authorization(), cookie: `session=${liveToken()}` };
        assertOutside(route, await call(route, headers));
      }
    });
  }

  it('takes no password as an authorization', async () => {
    const basic = Buffer.from(`${person.email}:${person.password}`).toString('base64');
    for (const route of routes.filter((one) => isGuarded(one) || one.path === '/forward-auth'))
      assertOutside(route, await call(route, { authorization: `Basic ${basic}` }));
  });

  it('takes no bearer token on pages', async () => {
    for (const route of routes.filter((one) => !isApi(one) && isGuarded(one)))
      assertOutside(route, await call(route, { authorization: `Bearer ${liveToken()}` }));
  });

  it('lets a live session in, and asks for a fresh proof of identity where one is needed', async () => {
    let fresh = 0;
    for (const route of routes.filter(isGuarded)) {
      const browser = createBrowser(testApp);
      await signIn(browser, person);
      testApp.clock.advance(minutes(11));
      const answer = await call(route, { cookie: `session=${browser.cookies.get('session')}` });
      const name = `${route.method} ${route.path} answered ${answer.statusCode}`;
      assert.ok(answer.statusCode < 500, name);
      if (route.access === 'session') {
        assert.notEqual(answer.statusCode, 401, name);
        assert.doesNotMatch(String(answer.headers.location), /^\/(sign-in\?returnTo|confirm-identity)/, name);
        continue;
      }
      fresh += 1;
      assert.equal(answer.headers['set-cookie'], undefined, name);
      if (isApi(route)) {
        assert.equal(answer.statusCode, 403, name);
        // HEAD has no body.
        if (route.method !== 'HEAD') assert.equal(answer.json().code, 'reauthentication_required', name);
      } else {
        assert.equal(answer.statusCode, 303, name);
        assert.match(String(answer.headers.location), /^\/confirm-identity(\?returnTo=|$)/, name);
      }
    }
    assert.ok(fresh >= 10, 'routes that need a fresh proof were tried');
  });

  it("finds nothing under somebody else's session id, and ends nothing", async () => {
    const victim = createBrowser(testApp);
    const { session } = await signIn(victim, other);
    const attacker = createBrowser(testApp);
    await signIn(attacker, person);
    const withId = routes.filter((route) => route.path.includes(':id') && isGuarded(route));
    assert.ok(withId.length >= 2);
    for (const route of withId) {
      const answer = await call(route, { cookie: `session=${attacker.cookies.get('session')}` }, session.id);
      assert.equal(answer.statusCode, 404, route.path);
    }
    assert.equal((await victim.json('GET', '/session')).statusCode, 200);
  });
});
