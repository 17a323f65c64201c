import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { hours } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { countOf, verifications } from '#test/support/observe.ts';
import { aPerson, type Person, signIn } from '#test/support/people.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const FREE = 5;
const WRONG = 'a wrong phrase';

describe('evading the budget of an account (R04, R05, R08, R11)', () => {
  let testApp: TestApp;
  let victim: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY_CLIENTS });
  });
  after(() => testApp.close());
  beforeEach(async () => {
    testApp.clock.advance(hours(2));
    victim = await aPerson(testApp);
  });

  const judgedWhile = async (work: () => Promise<void>): Promise<number> => {
    const before = await verifications(testApp);
    await work();
    return (await verifications(testApp)) - before;
  };
  const guess = (email: string, password: unknown = WRONG) =>
    send(testApp, '/api/v1/sign-in', { body: { email, password } });

  it('judges no more guesses over all spellings of one address (R04)', async () => {
    const { email } = victim;
    const variants = [
      email,
      email.toUpperCase(),
      ` ${email}`,
      `${email} `,
      `\u00a0${email}`,
      `${email}\u200b`,
    ];
    variants.push(
      email.replace('example', 'EXAMPLE'),
      email.replace('e', '\u0435'),
      `<${email}>`,
      `"${email}"`,
    );
    variants.push(email.replace('example', '\uff45xample'), `${email}.`);
    const judged = await judgedWhile(async () => {
      for (let round = 0; round < FREE; round += 1) for (const variant of variants) await guess(variant);
    });
    assert.equal(judged, FREE);
    assert.equal((await guess(email)).statusCode, 429);
  });

  it('keeps a+x@ and a@ apart when signing in (R04)', async () => {
    for (let round = 0; round < FREE + 1; round += 1) await guess(victim.email.replace('@', '+x@'));
    assert.equal((await guess(victim.email)).statusCode, 401);
  });

  it('judges no more guesses over all spellings of the path (R05)', async () => {
    const paths = [
      '/sign-in',
      '//sign-in',
      '/sign-in/',
      '/SIGN-IN',
      '/%73ign-in',
      '/sign-in;x',
      '/sign-in?a',
      '/./sign-in',
    ];
    const apis = paths
      .map((path) => `/api/v1${path}`)
      .concat('/api//v1/sign-in', '/API/v1/sign-in', '/%61pi/v1/sign-in');
    const judged = await judgedWhile(async () => {
      for (let round = 0; round < FREE; round += 1) {
        const { email } = victim;
        for (const path of paths) {
          const body = new URLSearchParams({ email, password: WRONG });
          const { statusCode } = await send(testApp, path, { body });
          assert.ok([401, 403, 404, 405, 429].includes(statusCode), `${path}: ${statusCode}`);
        }
        for (const path of apis) {
          const { statusCode } = await send(testApp, path, { body: { email, password: WRONG } });
          assert.ok([401, 403, 404, 405, 429].includes(statusCode), `${path}: ${statusCode}`);
        }
      }
    });
    assert.equal(judged, FREE);
  });

  it("is not forgiven by the attacker's own sign-ins in between (R08)", async () => {
    const own = await aPerson(testApp, { isSignedIn: false });
    const before = await verifications(testApp);
    for (let round = 0; round < 20; round += 1) {
      await guess(victim.email);
      await guess(own.email, own.password);
    }
    assert.equal((await verifications(testApp)) - before - 20, FREE);
  });

  it("is not forgiven by the victim's own sign-in from elsewhere (R08)", async () => {
    for (let round = 0; round < FREE - 1; round += 1)
      await send(testApp, '/api/v1/sign-in', {
        body: { email: victim.email, password: WRONG },
        from: '192.0.2.66',
      });
    await signIn(createBrowser(testApp), victim);
    const attacked = await judgedWhile(async () => {
      for (let round = 0; round < FREE; round += 1)
        await send(testApp, '/api/v1/sign-in', {
          body: { email: victim.email, password: WRONG },
          from: '192.0.2.66',
        });
    });
    assert.equal(attacked, 1);
  });

  it('judges nothing in a list of passwords (R08)', async () => {
    const passwords = Array.from({ length: 500 }, (_, index) => `guess ${index}`);
    const judged = await judgedWhile(async () => {
      assert.equal((await guess(victim.email, passwords)).statusCode, 422);
      const twice = new URLSearchParams({ email: victim.email });
      for (const password of passwords) twice.append('password', password);
      assert.equal((await send(testApp, '/sign-in', { body: twice })).statusCode, 422);
    });
    assert.equal(judged, 0);
  });

  it('judges no more guesses over all doors together (R11)', async () => {
    // A session alone, as a thief would have it: without the cookie by which the owner's browser is known.
    const stolen = createBrowser(testApp);
    stolen.cookies.set('session', victim.browser.cookies.get('session') ?? '');
    const thief = createBrowser(testApp);
    await thief.json('POST', '/sign-up', { ...victim, password: 'a phrase of the thief' });
    const doors = [
      () =>
        stolen.json('POST', '/account/password', { currentPassword: WRONG, newPassword: 'brand new phrase' }),
      () => stolen.submit('/account/password', { currentPassword: WRONG, newPassword: 'brand new phrase' }),
      () => stolen.json('POST', '/confirm-identity', { password: WRONG }),
      () => stolen.submit('/confirm-identity', { password: WRONG }),
      () => guess(victim.email),
      () =>
        send(testApp, '/sign-in', { body: new URLSearchParams({ email: victim.email, password: WRONG }) }),
    ];
    const judged = await judgedWhile(async () => {
      for (let round = 0; round < 3; round += 1) for (const door of doors) await door();
    });
    assert.equal(judged, FREE);
    assert.equal((await stolen.json('GET', '/session')).statusCode, 200, 'the session itself lives on');
  });

  it('finds no door at Basic authentication (R11)', async () => {
    const authorization = `Basic ${Buffer.from(`${victim.email}:${victim.password}`).toString('base64')}`;
    const sessions = await countOf(testApp, 'audit_log');
    const judged = await judgedWhile(async () => {
      assert.equal((await send(testApp, '/api/v1/session', { headers: { authorization } })).statusCode, 401);
      assert.equal((await send(testApp, '/dashboard', { headers: { authorization } })).statusCode, 303);
    });
    assert.equal(judged, 0);
    assert.equal(await countOf(testApp, 'audit_log'), sessions);
  });
});
