import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { auditOf } from '#test/support/observe.ts';
import { aPerson, nextCode, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('the second step of signing in', () => {
  let testApp: TestApp;
  let person: Person;
  let browser: TestBrowser;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    person = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
  });
  after(() => testApp.close());
  beforeEach(() => {
    browser = createBrowser(testApp);
  });

  const code = () => nextCode(testApp, person.totp?.secret ?? '');

  it('is asked for with the methods, until when, and a cookie for ten minutes', async () => {
    const answer = await browser.json('POST', '/sign-in', person);
    const { expiresAt, ...rest } = answer.json();
    assert.deepEqual(rest, { status: 'second_factor_required', methods: ['totp', 'recovery_code'] });
    assert.equal(Date.parse(expiresAt) - testApp.clock.now().getTime(), 600_000);
    assert.match(
      String(answer.headers['set-cookie']),
      /^pending=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
  });

  it('signs in, clears the waiting cookie and raises the assurance', async () => {
    await browser.json('POST', '/sign-in', { ...person, remember: true });
    const answer = await browser.json('POST', '/sign-in/second-factor', { code: code() });
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(Object.keys(answer.json()).sort(), ['session', 'status', 'user']);
    assert.equal(answer.json().session.assuranceLevel, 'aal2');
    const cookies = [answer.headers['set-cookie']].flat().map(String);
    assert.ok(cookies.includes('pending=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0'));
    assert.ok(
      cookies.some((cookie) => /^session=[\w-]{43}; .*Max-Age=2592000$/.test(cookie)),
      'remembered across the step',
    );
  });

  it('hands a bearer client a waiting token and then the real one, without cookies', async () => {
    const pending = await browser.json('POST', '/sign-in', { ...person, transport: 'bearer' });
    const authorization = `Bearer ${pending.json().token}`;
    const answer = await browser.json('POST', '/sign-in/second-factor', { code: code() }, { authorization });
    assert.deepEqual([pending.headers['set-cookie'], answer.headers['set-cookie']], [undefined, undefined]);
    assert.match(answer.json().token, /^[\w-]{43}$/);
  });

  it('shows its form only to who passed the first step', async () => {
    assert.equal((await browser.get('/sign-in/second-factor')).headers.location, '/sign-in');
    assert.equal(
      (await browser.submit('/sign-in/second-factor', { code: '123456' })).headers.location,
      '/sign-in',
    );
    await browser.json('POST', '/sign-in', person);
    const page = await browser.get('/sign-in/second-factor');
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /name="code"[^>]*autocomplete="one-time-code"/s);
  });

  it('shows the form again after a wrong code: 401, nothing typed kept, one record', async () => {
    const submit = async (typed: string) => {
      await browser.json('POST', '/sign-in', person);
      return browser.submit('/sign-in/second-factor', { code: typed });
    };
    const before = (await auditOf(testApp, person.email)).filter(
      (type) => type === 'second_factor_rejected',
    ).length;
    const wrong = await submit('000000');
    assert.equal(wrong.statusCode, 401);
    assert.ok(!wrong.body.includes('000000'));
    assert.match(wrong.body, /wait for the next one/);
    assert.match(wrong.body, /aria-describedby="[^"]*code-error/);
    const malformed = await submit('12');
    assert.equal(malformed.statusCode, 422);
    const after = (await auditOf(testApp, person.email)).filter(
      (type) => type === 'second_factor_rejected',
    ).length;
    assert.equal(after - before, 1);
  });

  it('answers a wrong code with invalid_code and no waiting sign-in with not_authenticated', async () => {
    const none = await browser.json('POST', '/sign-in/second-factor', { code: '000000' });
    assert.deepEqual([none.statusCode, none.json().code], [401, 'not_authenticated']);
    await browser.json('POST', '/sign-in', person);
    const wrong = await browser.json('POST', '/sign-in/second-factor', { code: '000000' });
    assert.deepEqual([wrong.statusCode, wrong.json().code], [401, 'invalid_code']);
    assert.equal(wrong.headers['set-cookie'], undefined);
  });

  it('leads back to where one was sent from', async () => {
    const { email, password } = person;
    await browser.submit('/sign-in', { email, password, returnTo: '/account/activity' });
    assert.equal(
      (await browser.submit('/sign-in/second-factor', { code: code() })).headers.location,
      '/account/activity',
    );
  });
});
