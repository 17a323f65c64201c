import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hours } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { countOf, subjectsTo } from '#test/support/observe.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';
import { send } from '#test/support/send.ts';

const profile = { password: 'a long enough phrase', firstName: 'Zoë', lastName: "O'Neil-Šimůnek" };

describe('signing up', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('answers 202, remembers the browser for a day and mails a link of our own origin', async () => {
    const answer = await send(testApp, '/api/v1/sign-up', {
      body: { email: 'new@example.org', ...profile },
      from: '192.0.2.1',
    });
    assert.equal(answer.statusCode, 202);
    assert.deepEqual(answer.json(), { status: 'verification_sent' });
    assert.match(
      String(answer.headers['set-cookie']),
      /^sign_up=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400$/,
    );
    const token = await mailedToken(testApp, 'new@example.org');
    const mail = testApp.mailer.sent.at(-1);
    assert.ok(mail?.text.includes(`http://localhost:8080/verify-email?token=${token}`));
    assert.ok(mail?.html.includes(`href="http://localhost:8080/verify-email?token=${token}"`));
    assert.equal(await countOf(testApp, 'users'), 0);
  });

  it('shows a form with mistakes again: everything typed but the password, words tied to fields', async () => {
    const typed = {
      ...profile,
      email: 'no address',
      password: 'short',
      country: 'XX',
      dateOfBirth: '2000-02-31',
      enableSecondFactor: 'on',
    };
    const before = await countOf(testApp, 'sign_ups');
    const page = await createBrowser(testApp).submit('/sign-up', typed);
    assert.equal(page.statusCode, 422);
    for (const text of ['value="Zoë"', 'value="no address"', 'value="2000-02-31"'])
      assert.ok(page.body.includes(text), text);
    assert.match(page.body, /name="enableSecondFactor"[^>]*checked/s);
    assert.ok(!page.body.includes('value="short"'));
    for (const field of ['email', 'country', 'dateOfBirth'])
      assert.match(page.body, new RegExp(`aria-describedby="[^"]*${field}-error`), field);
    assert.equal(await countOf(testApp, 'sign_ups'), before);
  });

  it('takes the optional fields and says what is wrong with them', async () => {
    const body = {
      email: 'opt@example.org',
      ...profile,
      country: 'CZ',
      dateOfBirth: '1990-12-31',
      enableSecondFactor: true,
    };
    const from = '192.0.2.3';
    assert.equal((await send(testApp, '/api/v1/sign-up', { body, from })).statusCode, 202);
    const wrong: [object, string, string][] = [
      [{ country: 'cz' }, 'country', 'country_unknown'],
      [{ country: 'QQ' }, 'country', 'country_unknown'],
      [{ dateOfBirth: '1899-12-31' }, 'dateOfBirth', 'date_invalid'],
      [{ dateOfBirth: '2030-01-17' }, 'dateOfBirth', 'date_invalid'],
      [{ dateOfBirth: '1990-2-3' }, 'dateOfBirth', 'date_invalid'],
      [{ firstName: '' }, 'firstName', 'required'],
      [{ lastName: 'x'.repeat(65) }, 'lastName', 'name_invalid'],
      [{ password: 'short' }, 'password', 'password_too_short'],
      [{ email: `${'a'.repeat(250)}@example.org` }, 'email', 'email_invalid'],
    ];
    for (const [change, field, code] of wrong) {
      const answer = await send(testApp, '/api/v1/sign-up', { body: { ...body, ...change }, from });
      assert.equal(answer.statusCode, 422, JSON.stringify(change));
      const [error] = answer.json().errors;
      assert.deepEqual([error.field, error.code.replace('too_long', code)], [field, code]);
    }
  });

  it('keeps the address as typed and compares it by one canonical form', async () => {
    const from = '192.0.2.4';
    await send(testApp, '/api/v1/sign-up', { body: { email: ' Mixed.Case@Example.ORG ', ...profile }, from });
    const token = await mailedToken(testApp, 'Mixed.Case@Example.ORG');
    await send(testApp, '/api/v1/verify-email', { body: { token, password: profile.password }, from });
    const signedIn = await send(testApp, '/api/v1/sign-in', {
      body: { email: 'mixed.case@example.org', password: profile.password },
      from,
    });
    assert.equal(signedIn.json().user.email, 'Mixed.Case@Example.ORG');
  });

  it('sends the mail again for this browser only, and answers 202 to everybody', async () => {
    const browser = createBrowser(testApp);
    await browser.submit('/sign-up', { email: 'again@example.org', ...profile });
    const first = await mailedToken(testApp, 'again@example.org');
    assert.equal(
      (await browser.submit('/sign-up/resend')).headers.location,
      '/sign-up/check-inbox?resent=yes',
    );
    await testApp.runJobs();
    const tokens = testApp.mailer.sent
      .filter(({ to }) => to === 'again@example.org')
      .map(({ text }) => /token=([\w-]+)/.exec(text)?.[1]);
    assert.equal(tokens.length, 2);
    assert.equal(
      (await browser.json('POST', '/verify-email', { token: first })).statusCode,
      400,
      'the older link is void',
    );

    const sent = testApp.mailer.sent.length;
    const stranger = await createBrowser(testApp).json('POST', '/sign-up/resend');
    assert.deepEqual([stranger.statusCode, stranger.json()], [202, { status: 'verification_sent' }]);
    await testApp.runJobs();
    assert.equal(testApp.mailer.sent.length, sent);
  });

  it('answers a resend alike when the budget of the client is spent, and mails nothing', async () => {
    const strict = await buildTestApp({ environment: { LIMIT_MAIL_CLIENT_HOURLY: '1' } });
    const browser = createBrowser(strict);
    const person = { ...profile, email: 'again@example.org' };
    assert.equal((await browser.json('POST', '/sign-up', person)).statusCode, 202);
    for (let round = 0; round < 3; round += 1)
      assert.equal((await browser.json('POST', '/sign-up/resend')).statusCode, 202);
    await strict.runJobs();
    assert.equal(strict.mailer.sent.length, 2);
    await strict.close();
  });

  it('confirms nothing after a day', async () => {
    const browser = createBrowser(testApp);
    await browser.json('POST', '/sign-up', { email: 'late@example.org', ...profile });
    const token = await mailedToken(testApp, 'late@example.org');
    testApp.clock.advance(hours(24));
    const page = await browser.get(`/verify-email?token=${token}`);
    assert.equal(page.statusCode, 400);
    assert.equal((await browser.json('POST', '/verify-email', { token })).json().code, 'invalid_token');
  });

  it('lets one client sign up twenty times an hour, and then answers 429 as page and problem', async () => {
    const from = '192.0.2.9';
    const body = (round: number) => ({ email: `many-${round}@example.org`, ...profile });
    for (let round = 0; round < 20; round += 1)
      assert.equal((await send(testApp, '/api/v1/sign-up', { body: body(round), from })).statusCode, 202);
    const problem = await send(testApp, '/api/v1/sign-up', { body: body(20), from });
    const page = await send(testApp, '/sign-up', { body: new URLSearchParams(body(21)), from });
    for (const { statusCode, headers } of [problem, page]) {
      assert.equal(statusCode, 429);
      assert.equal(headers['retry-after'], '3600');
      assert.equal(headers.ratelimit, '"sign_up_per_client";r=0;t=3600');
      assert.equal(headers['ratelimit-policy'], '"sign_up_per_client";q=20;w=3600');
      assert.equal(headers['set-cookie'], undefined);
    }
    assert.ok(page.body.includes('many-21@example.org') && !page.body.includes(profile.password));
    testApp.clock.advance(hours(1));
    assert.equal((await send(testApp, '/api/v1/sign-up', { body: body(22), from })).statusCode, 202);
  });

  it('is no page for who is signed in', async () => {
    const { browser, email } = await aPerson(testApp);
    assert.equal((await browser.get('/sign-up')).headers.location, '/dashboard');
    assert.equal(subjectsTo(testApp, email).length, 1);
  });
});
