import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { rows } from '#test/support/observe.ts';
import { mailedToken } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

let count = 0;

describe('signing somebody up before they do (V09, V11, V13)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  function cast() {
    count += 1;
    const email = `victim-${count}@example.org`;
    const ofVictim = { email, password: "the victim's own phrase", firstName: 'Vic', lastName: 'Tim' };
    const ofAttacker = { email, password: "the attacker's phrase", firstName: 'Evil', lastName: 'Actor' };
    return { email, ofVictim, ofAttacker, victim: createBrowser(testApp), attacker: createBrowser(testApp) };
  }

  it("gives the attacker nothing when the owner clicks the attacker's link (V09)", async () => {
    const { email, ofAttacker, attacker, victim } = cast();
    await attacker.json('POST', '/sign-up', ofAttacker);
    const token = await mailedToken(testApp, email);
    const page = await victim.get(`/verify-email?token=${token}`);
    assert.match(page.body, /name="password"/);
    assert.doesNotMatch(page.body, /Evil|Actor/);
    assert.equal((await victim.submit('/verify-email', { token })).statusCode, 401);
    assert.equal(
      (await victim.json('POST', '/verify-email', { token, password: "the victim's own phrase" })).statusCode,
      401,
    );
    assert.equal((await attacker.json('POST', '/sign-in', ofAttacker)).statusCode, 401);
  });

  it("makes the account from the victim's own sign-up and forgets the attacker's (V09)", async () => {
    const { email, ofVictim, ofAttacker, victim, attacker } = cast();
    await attacker.json('POST', '/sign-up', { ...ofAttacker, enableSecondFactor: true });
    const ofAttackers = await mailedToken(testApp, email);
    await victim.json('POST', '/sign-up', ofVictim);
    const token = await mailedToken(testApp, email);
    assert.notEqual(token, ofAttackers);
    assert.equal((await victim.json('POST', '/verify-email', { token })).statusCode, 204);

    assert.deepEqual(await rows(testApp, sql`SELECT 1 FROM sign_ups WHERE email = ${email}`), []);
    assert.equal((await attacker.json('POST', '/sign-in', ofAttacker)).statusCode, 401);
    assert.equal((await attacker.json('POST', '/verify-email', { token: ofAttackers })).statusCode, 400);
    const { user } = (await victim.json('POST', '/sign-in', ofVictim)).json();
    assert.deepEqual([user.firstName, user.secondFactor], ['Vic', false]);
  });

  it('gives a waiting sign-up no session, no factor and no reset link (V09)', async () => {
    const { email, ofAttacker, attacker } = cast();
    const answer = await attacker.json('POST', '/sign-up', ofAttacker);
    assert.deepEqual(answer.json(), { status: 'verification_sent' });
    assert.deepEqual([...attacker.cookies.keys()], ['sign_up']);
    assert.equal((await attacker.json('POST', '/account/totp')).statusCode, 401);
    await testApp.runJobs();
    const before = testApp.mailer.sent.length;
    await attacker.json('POST', '/forgot-password', { email });
    await testApp.runJobs();
    assert.equal(testApp.mailer.sent.length, before);
  });

  it("lets the attacker's browser finish nothing with the victim's token, nor the reverse (V09)", async () => {
    const { email, ofVictim, ofAttacker, victim, attacker } = cast();
    await attacker.json('POST', '/sign-up', ofAttacker);
    await testApp.runJobs();
    await victim.json('POST', '/sign-up', ofVictim);
    const token = await mailedToken(testApp, email);
    assert.equal((await attacker.json('POST', '/verify-email', { token })).statusCode, 401);
    assert.equal(
      (await attacker.json('POST', '/verify-email', { token, password: ofAttacker.password })).statusCode,
      401,
    );
    assert.equal((await victim.json('POST', '/verify-email', { token })).statusCode, 204);
  });

  it('does not trust a planted device cookie (V09)', async () => {
    const { email, ofVictim, victim } = cast();
    await victim.json('POST', '/sign-up', ofVictim);
    await victim.json('POST', '/verify-email', { token: await mailedToken(testApp, email) });
    await victim.json('POST', '/sign-in', ofVictim);
    const planted = 'p'.repeat(43);
    for (const browser of [createBrowser(testApp), createBrowser(testApp)]) {
      browser.cookies.set('device', planted);
      assert.equal((await browser.json('POST', '/sign-in', ofVictim)).statusCode, 200);
      const [, own] = browser.cookies.get('device')?.split('.') ?? [];
      assert.match(own ?? '', /^[\w-]{43}$/);
    }
    await testApp.runJobs();
    const told = testApp.mailer.sent.filter(({ to, subject }) => to === email && /New device/.test(subject));
    assert.equal(told.length, 2);
  });

  it('does not trust a planted sign-up cookie (V09)', async () => {
    const { email, ofVictim, ofAttacker, victim, attacker } = cast();
    await attacker.json('POST', '/sign-up', ofAttacker);
    await testApp.runJobs();
    victim.cookies.set('sign_up', attacker.cookies.get('sign_up') ?? '');
    await victim.json('POST', '/sign-up', ofVictim);
    const token = await mailedToken(testApp, email);
    await victim.json('POST', '/verify-email', { token });
    assert.equal((await victim.json('POST', '/sign-in', ofVictim)).statusCode, 200);
    assert.equal((await attacker.json('POST', '/sign-in', ofAttacker)).statusCode, 401);
  });

  it('makes one account however many sign up and confirm at one moment (V11)', async () => {
    const { email, ofVictim } = cast();
    const strict = await buildTestApp({
      sharing: testApp,
      environment: { ...ROOMY, LIMIT_MAIL_MAILBOX_HOURLY: '3' },
    });
    const spellings = [email, email.toUpperCase(), ` ${email}`, email.replace('v', 'V')];
    const browsers = Array.from({ length: 12 }, () => createBrowser(strict));
    const answers = await Promise.all(
      browsers.map((browser, index) =>
        browser.json('POST', '/sign-up', { ...ofVictim, email: spellings[index % 4] }),
      ),
    );
    assert.deepEqual(
      new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)),
      new Set(['202 {"status":"verification_sent"}']),
    );
    testApp.mailer.sent.length = 0;
    await strict.runJobs();
    const mails = testApp.mailer.sent.filter(({ to }) => to.toLowerCase() === email);
    assert.equal(mails.length, 3, 'no more than the mailbox is spared');

    const tokens = mails.map(({ text }) => /token=([\w-]+)/.exec(text)?.[1] ?? '');
    const tries = tokens.flatMap((token) => [token, token, token]);
    const verified = await Promise.all(
      tries.map((token) =>
        createBrowser(strict).json('POST', '/verify-email', { token, password: ofVictim.password }),
      ),
    );
    assert.equal(verified.filter(({ statusCode }) => statusCode === 204).length, 1);
    assert.deepEqual(new Set(verified.map(({ statusCode }) => statusCode)), new Set([204, 400]));
    const made = await rows(testApp, sql`SELECT 1 FROM users WHERE email_canonical = ${email}`);
    assert.equal(made.length, 1);
    await strict.close();
  });

  it('puts no name into a mail, and takes no name that is no name (V13)', async () => {
    const { email, ofVictim, attacker, victim } = cast();
    const names = [
      'Click https://evil.example now',
      '<a href="https://evil.example">x</a>',
      'https://evil.example',
    ];
    for (const firstName of names)
      assert.equal(
        (await attacker.json('POST', '/sign-up', { ...ofVictim, firstName, lastName: firstName })).statusCode,
        202,
      );
    await testApp.runJobs();
    await victim.json('POST', '/sign-up', { ...ofVictim, firstName: names[1], lastName: names[0] });
    await victim.json('POST', '/verify-email', { token: await mailedToken(testApp, email) });
    await victim.json('POST', '/sign-in', ofVictim);
    await victim.json('POST', '/account/password', {
      currentPassword: ofVictim.password,
      newPassword: 'a brand new phrase',
    });
    await testApp.runJobs();
    for (const { subject, text, html } of testApp.mailer.sent)
      assert.doesNotMatch(`${subject}${text}${html}`, /evil\.example/);
    assert.doesNotMatch((await victim.get('/dashboard')).body, /<a href="https:\/\/evil/);

    const refused = [
      'a\u202Eb',
      'a\u2066b',
      'a\nb',
      'a\rb',
      'a\0b',
      'a\u2028b',
      'a\ud800b',
      'x'.repeat(65),
      'x'.repeat(10_000),
      ' ',
      '\u200e',
    ];
    for (const firstName of refused) {
      const answer = await attacker.json('POST', '/sign-up', { ...ofVictim, firstName });
      assert.equal(answer.statusCode, 422, JSON.stringify(firstName));
      assert.equal(answer.json().errors[0].field, 'firstName');
    }
  });
});
