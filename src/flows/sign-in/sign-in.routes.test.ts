import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf, countOf, subjectsTo } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('signing in', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY_CLIENTS });
    person = await aPerson(testApp, { isSignedIn: false });
  });
  after(() => testApp.close());

  it('shows an empty form, and the dashboard to who is signed in', async () => {
    const page = await createBrowser(testApp).get('/sign-in');
    assert.equal(page.statusCode, 200);
    for (const name of ['email', 'password', 'remember'])
      assert.match(page.body, new RegExp(`name="${name}"`));
    const { browser } = await aPerson(testApp);
    assert.equal((await browser.get('/sign-in')).headers.location, '/dashboard');
  });

  it('speaks the language of the reader, refusals included, and JSON speaks English', async () => {
    const german = { 'accept-language': 'de-AT,de;q=0.9' };
    const browser = createBrowser(testApp, german);
    const page = await browser.get('/sign-in');
    assert.match(page.body, /<html lang="de">/);
    assert.match(page.body, /<h1[^>]*>Anmelden<\/h1>/);
    const mistaken = await browser.submit('/sign-in', { email: 'nobody' });
    assert.match(mistaken.body, /Geben Sie eine E-Mail-Adresse wie name@example\.org ein\./);
    const rejected = await browser.submit('/sign-in', { email: 'no@example.org', password: 'wrong phrase' });
    assert.match(rejected.body, /E-Mail-Adresse oder Passwort ist falsch\./);
    const problem = await browser.json('POST', '/sign-in', { email: 'nobody', password: 'a phrase' });
    assert.equal(problem.json().errors[0].message, 'Enter an email address such as name@example.org.');
  });

  it('answers JSON with the person and the session, the token in a cookie alone', async () => {
    const browser = createBrowser(testApp);
    const { email, password, firstName, lastName } = person;
    const answer = await browser.json('POST', '/sign-in', { email, password });
    assert.equal(answer.statusCode, 200);
    const { status, user, session, ...rest } = answer.json();
    assert.equal(status, 'signed_in');
    assert.deepEqual(rest, {});
    const { id, ...about } = user;
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(about, { email, emailVerified: true, firstName, lastName, secondFactor: false });
    assert.equal(session.assuranceLevel, 'aal1');
    for (const time of [session.createdAt, session.authenticatedAt, session.expiresAt])
      assert.match(time, ISO);
    assert.equal(Date.parse(session.expiresAt) - Date.parse(session.createdAt), 12 * 3_600_000);
    const [cookie] = [answer.headers['set-cookie']].flat();
    assert.match(String(cookie), /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.deepEqual((await browser.json('GET', '/session')).json(), { user, session });
  });

  it('keeps a person signed in for thirty days when asked to, by form and by JSON', async () => {
    const json = await createBrowser(testApp).json('POST', '/sign-in', { ...person, remember: true });
    const { email, password } = person;
    const form = await createBrowser(testApp).submit('/sign-in', { email, password, remember: 'on' });
    for (const { headers } of [json, form])
      assert.match(
        String(headers['set-cookie']),
        /session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000/,
      );
    const { createdAt, expiresAt } = json.json().session;
    assert.equal(Date.parse(expiresAt) - Date.parse(createdAt), 30 * 86_400_000);
  });

  it('gives a bearer client its tokens in the body and no cookie', async () => {
    const client = createBrowser(testApp);
    const answer = await client.json('POST', '/sign-in', { ...person, transport: 'bearer' });
    assert.equal(answer.headers['set-cookie'], undefined);
    const { token, deviceToken } = answer.json();
    for (const text of [token, deviceToken]) assert.match(text, /^[\w-]{43}$/);
    const again = await client.json('POST', '/sign-in', { ...person, transport: 'bearer', deviceToken });
    assert.equal(again.json().deviceToken, undefined, 'a known device gets no new token');
    const shown = await client.json('GET', '/session', undefined, { authorization: `Bearer ${token}` });
    assert.equal(shown.statusCode, 200);
  });

  it('shows a form with mistakes again: 422, the address kept, the password not, words tied to fields', async () => {
    const typed = { email: 'no address', password: 'typed\0secret', returnTo: '/account/profile' };
    const page = await createBrowser(testApp).submit('/sign-in', typed);
    assert.equal(page.statusCode, 422);
    assert.match(page.body, /name="email"[^>]*value="no address"/s);
    assert.ok(!page.body.includes('secret'));
    assert.match(page.body, /role="alert"[^>]*tabindex="-1"[^>]*autofocus/s);
    for (const field of ['email', 'password']) {
      assert.match(
        page.body,
        new RegExp(`id="${field}"[^>]*aria-describedby="[^"]*${field}-error"[^>]*aria-invalid="true"`, 's'),
      );
      assert.match(page.body, new RegExp(`<p id="${field}-error"`));
      assert.match(page.body, new RegExp(`href="#${field}"`));
    }
  });

  it('rejects with 401: no cookie, one record, and a word about addresses that wait', async () => {
    const before = await countOf(testApp, 'audit_log');
    const typed = { email: person.email, password: 'a wrong secret', returnTo: '/account/profile' };
    const page = await createBrowser(testApp).submit('/sign-in', typed);
    assert.equal(page.statusCode, 401);
    assert.equal(page.headers['set-cookie'], undefined);
    assert.match(page.body, new RegExp(`value="${person.email}"`));
    assert.match(page.body, /name="returnTo" value="\/account\/profile"/);
    assert.match(page.body, /still have to be confirmed/);
    assert.ok(!page.body.includes('secret'));
    assert.equal((await countOf(testApp, 'audit_log')) - before, 1);
    assert.equal(
      (await auditOf(testApp, person.email)).filter((type) => type === 'sign_in_rejected').length,
      1,
    );

    const answer = await createBrowser(testApp).json('POST', '/sign-in', typed);
    const { requestId, ...problem } = answer.json();
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    assert.equal(requestId, answer.headers['x-request-id']);
    assert.deepEqual(problem, {
      type: 'urn:latchkey:error:invalid_credentials',
      title: 'Email address or password is wrong',
      status: 401,
      detail: 'If you signed up just now, open the link in our mail first.',
      code: 'invalid_credentials',
    });
  });

  it('lists every mistake of a body at once', async () => {
    const answer = await createBrowser(testApp).json('POST', '/sign-in', {
      email: 'x',
      remember: 'yes',
      transport: 'pigeon',
    });
    assert.equal(answer.statusCode, 422);
    const { code, errors } = answer.json();
    assert.equal(code, 'validation_failed');
    assert.deepEqual(
      Object.fromEntries(errors.map((error: { field: string; code: string }) => [error.field, error.code])),
      {
        email: 'email_invalid',
        password: 'required',
        remember: 'wrong_type',
        transport: 'invalid',
      },
    );
    for (const { message } of errors) assert.ok(message.length > 10);
  });

  it('refuses with 429 and says for how long, in headers, words and a problem', async () => {
    const { email } = await aPerson(testApp, { isSignedIn: false });
    const browser = createBrowser(testApp);
    for (let round = 0; round < 5; round += 1)
      await browser.json('POST', '/sign-in', { email, password: 'a wrong one' });
    const page = await browser.submit('/sign-in', { email, password: 'a wrong one' });
    const problem = await browser.json('POST', '/sign-in', { email, password: 'a wrong one' });
    for (const { statusCode, headers } of [page, problem]) {
      assert.deepEqual([statusCode, headers['retry-after']], [429, '1']);
      assert.equal(headers.ratelimit, '"credentials_per_account";r=0;t=1');
      assert.equal(headers['ratelimit-policy'], '"credentials_per_account";q=1;w=1');
    }
    assert.match(page.body, /1<\/strong>&nbsp;second/);
    assert.match(page.body, new RegExp(`value="${email}"`));
    assert.deepEqual([problem.json().code, problem.json().status], ['rate_limited', 429]);
    testApp.clock.advance(minutes(1));
    assert.equal(
      (await browser.json('POST', '/sign-in', { email, password: 'a wrong one' })).statusCode,
      401,
    );
  });

  it('writes one record and, from a second device, one mail', async () => {
    const known = await aPerson(testApp);
    await testApp.runJobs();
    assert.deepEqual(subjectsTo(testApp, known.email), ['Confirm your email address']);
    testApp.mailer.sent.length = 0;
    await createBrowser(testApp).json('POST', '/sign-in', known);
    await known.browser.json('POST', '/sign-in', known);
    await testApp.runJobs();
    assert.deepEqual(
      testApp.mailer.sent.map(({ subject, to }) => [subject, to]),
      [['New device signed in', known.email]],
    );
    assert.equal((await auditOf(testApp, known.email)).filter((type) => type === 'signed_in').length, 3);
  });

  it('goes back to where one was sent from', async () => {
    const { email, password } = person;
    const answer = await createBrowser(testApp).submit('/sign-in', {
      email,
      password,
      returnTo: '/account/activity',
    });
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/account/activity']);
  });
});
