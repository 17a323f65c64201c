import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hours } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { subjectsTo } from '#test/support/observe.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const PROFILE = { password: 'a phrase of its own', firstName: 'New', lastName: 'Person' };

describe('mail bombing (R14)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY_CLIENTS });
  });
  after(() => testApp.close());

  it('sends three mails an hour and ten a day to a mailbox, and a reset link an hour beyond, whatever strangers do', async () => {
    const { email } = await aPerson(testApp, { isSignedIn: false });
    testApp.clock.advance(hours(25));
    testApp.mailer.sent.length = 0;
    const stranger = createBrowser(testApp);
    const storm = async () => {
      for (let round = 0; round < 10; round += 1) {
        const asked = await stranger.json('POST', '/forgot-password', { email });
        const known = await stranger.json('POST', '/sign-up', { email, ...PROFILE });
        const again = await stranger.json('POST', '/sign-up/resend');
        const tagged = await stranger.json('POST', '/sign-up', {
          email: email.replace('@', `+${round}@`),
          ...PROFILE,
        });
        const statuses = [asked, known, again, tagged].map(({ statusCode }) => statusCode);
        assert.deepEqual(statuses, [202, 202, 202, 202]);
      }
      await testApp.runJobs();
      return testApp.mailer.sent.length;
    };
    assert.equal(await storm(), 4);
    for (let hour = 1; hour <= 6; hour += 1) {
      testApp.clock.advance(hours(1.1));
      await storm();
    }
    const resets = testApp.mailer.sent.filter(({ subject }) => subject === 'Choose a new password').length;
    assert.ok(resets >= 7, 'one in each hour');
    assert.ok(testApp.mailer.sent.length <= 10 + 7, `${testApp.mailer.sent.length} mails`);
  });

  it('does not stop what the person did from being told', async () => {
    const person = await aPerson(testApp);
    const change = { currentPassword: person.password, newPassword: 'quite another phrase' };
    for (let round = 0; round < 5; round += 1)
      await send(testApp, '/api/v1/forgot-password', { body: { email: person.email } });
    await testApp.runJobs();
    assert.equal((await person.browser.json('POST', '/account/password', change)).statusCode, 204);
    await testApp.runJobs();
    assert.equal(subjectsTo(testApp, person.email).at(-1), 'Your password was changed');
  });

  it('lets one client cause twenty mails an hour, and says so with 429', async () => {
    const strict = await buildTestApp();
    const from = '192.0.2.77';
    const statuses = [];
    for (let round = 0; round < 25; round += 1) {
      const answer = await send(strict, '/api/v1/forgot-password', {
        body: { email: `n${round}@example.org` },
        from,
      });
      statuses.push(answer.statusCode);
      if (answer.statusCode === 429) assert.ok(Number(answer.headers['retry-after']) > 0);
    }
    assert.equal(statuses.filter((status) => status === 202).length, 20);
    await strict.close();
  });
});
