import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { subjectsTo } from '#test/support/observe.ts';
import { whileDatabaseIsAway } from '#test/support/outage.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';

describe('an outage counted against the person (F06, R09, R14)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
    testApp.allowLog('a store is unavailable');
  });
  after(() => testApp.close());

  it('leaves the right password its tries', async () => {
    const person = await aPerson(testApp, { isSignedIn: false });
    const { databases } = testApp.platform;
    const healthy = databases.deciding;
    databases.deciding = async () => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    };
    const { email, password } = person;
    // Without a device cookie, so that the store is first asked behind the gate.
    const browser = createBrowser(testApp);
    for (let round = 0; round < 10; round += 1) {
      const answer = await browser.json('POST', '/sign-in', { email, password });
      assert.equal(answer.statusCode, 503);
    }
    databases.deciding = healthy;
    assert.equal((await browser.json('POST', '/sign-in', { email, password })).statusCode, 200);
  });

  it('leaves a new person their sign-ups, a client its mails and a mailbox what may come to it', async () => {
    const body = {
      email: 'new@example.org',
      password: 'a phrase of its own',
      firstName: 'New',
      lastName: 'Person',
    };
    const browser = createBrowser(testApp);
    assert.equal((await browser.json('POST', '/sign-up', body)).statusCode, 202);
    const doors = ['/sign-up', '/sign-up/resend', '/forgot-password'];
    const ask = () => Promise.all(doors.map((door) => browser.json('POST', door, body)));
    await whileDatabaseIsAway(testApp, async () => {
      for (let round = 0; round < 20; round += 1)
        for (const { statusCode } of await ask()) assert.equal(statusCode, 503);
    });
    await testApp.runJobs();
    testApp.mailer.sent.length = 0;
    for (const { statusCode } of await ask()) assert.equal(statusCode, 202);
    await testApp.runJobs();
    assert.deepEqual(subjectsTo(testApp, body.email), Array(2).fill('Confirm your email address'));
  });

  it('costs the mailbox none of its mails', async () => {
    const { email } = await aPerson(testApp, { isSignedIn: false });
    await createBrowser(testApp).json('POST', '/forgot-password', { email });
    const { databases } = testApp.platform;
    const healthy = databases.inTransaction;
    databases.inTransaction = async () => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    };
    for (let round = 0; round < 10; round += 1)
      await assert.rejects(testApp.jobs.answerResetRequests.runOnce(), /ECONNREFUSED/);
    databases.inTransaction = healthy;
    testApp.mailer.sent.length = 0;
    assert.ok(await mailedToken(testApp, email));
  });
});

describe('a recovery switched off by others’ mail (R14)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('still mails the owner a reset link', async () => {
    const { email } = await aPerson(testApp, { isSignedIn: false });
    const stranger = createBrowser(testApp);
    const profile = { email, password: 'a phrase of its own', firstName: 'New', lastName: 'Person' };
    for (let round = 0; round < 5; round += 1) await stranger.json('POST', '/sign-up', profile);
    await testApp.runJobs();
    testApp.mailer.sent.length = 0;
    assert.equal((await createBrowser(testApp).json('POST', '/forgot-password', { email })).statusCode, 202);
    assert.ok(await mailedToken(testApp, email));
  });
});
