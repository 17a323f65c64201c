import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken, nextCode, notMeToken, setUpTotp, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

const NEW = 'quite another phrase';

describe('somebody else in the account', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('is put out by the link in the notice, and the owner comes back by the mail that follows', async () => {
    const { email, password, browser } = await aPerson(testApp);
    const intruder = createBrowser(testApp, { 'user-agent': 'curl/8' });
    await signIn(intruder, { email, password });
    const token = await notMeToken(testApp, email, 'New device signed in');

    const mailbox = createBrowser(testApp);
    assert.match((await mailbox.get(`/not-me?token=${token}`)).body, /It wasn’t me<\/button>/);
    assert.equal((await mailbox.submit('/not-me', { token })).headers.location, '/not-me/done');
    assert.equal((await intruder.json('GET', '/session')).statusCode, 401);
    assert.equal((await browser.get('/dashboard')).headers.location, '/sign-in?returnTo=%2Fdashboard');

    const link = await mailedToken(testApp, email);
    await mailbox.submit('/reset-password', { token: link, password: NEW });
    const back = await mailbox.submit('/sign-in', { email, password: NEW });
    assert.equal(back.headers.location, '/dashboard');
    const activity = await mailbox.get('/account/activity');
    assert.match(activity.body, /“This wasn’t me”/);
    assert.equal((await intruder.json('POST', '/sign-in', { email, password })).statusCode, 401);
  });

  it('is told of in notices of every kind, each with a link of its own that works', async () => {
    const person = await aPerson(testApp);
    const { email, browser } = person;
    const { secret, recoveryCodes } = await setUpTotp(testApp, browser);
    await browser.json('POST', '/account/recovery-codes');
    const elsewhere = createBrowser(testApp);
    await elsewhere.json('POST', '/sign-in', person);
    for (let slip = 0; slip < 5; slip += 1)
      await elsewhere.json('POST', '/sign-in/second-factor', { code: '000000' });
    await elsewhere.json('POST', '/sign-in', person);
    await elsewhere.json('POST', '/sign-in/second-factor', { code: nextCode(testApp, secret) });
    await browser.json('POST', '/confirm-identity', { code: nextCode(testApp, secret) });
    const renewed = (await browser.json('POST', '/account/recovery-codes')).json().recoveryCodes;
    assert.notDeepEqual(renewed, recoveryCodes);
    await browser.json('POST', '/confirm-identity', { code: renewed[0] });
    await browser.json('DELETE', '/account/totp');
    const change = { currentPassword: person.password, newPassword: NEW };
    await browser.json('POST', '/account/password', change);
    await browser.json('POST', '/forgot-password', { email });
    const reset = { token: await mailedToken(testApp, email), password: 'one phrase more' };
    await browser.json('POST', '/reset-password', reset);

    await testApp.runJobs();
    const notices = testApp.mailer.sent.filter(({ to, text }) => to === email && text.includes('/not-me?'));
    assert.deepEqual([...new Set(notices.map(({ subject }) => subject))].sort(), [
      'A recovery code was used',
      'New device signed in',
      'New recovery codes',
      'Second factor turned off',
      'Second factor turned on',
      'Somebody entered your password and wrong codes',
      'Your password was changed',
    ]);
    const links = notices.map(({ text }) => /http:\S+(\/not-me\?token=[\w-]{43})\s/.exec(text)?.[1] ?? '');
    assert.equal(new Set(links).size, notices.length);
    for (const link of links) assert.equal((await createBrowser(testApp).get(link)).statusCode, 200, link);
    const others = testApp.mailer.sent.filter(({ to, text }) => to === email && !text.includes('/not-me?'));
    assert.deepEqual(
      others.map(({ subject }) => subject),
      ['Confirm your email address', 'Choose a new password'],
    );
  });
});
