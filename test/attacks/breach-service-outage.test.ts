import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { FAILURES, startBreachService, type TestBreachService } from '#test/support/breach-service.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

const GAVE_NO_ANSWER = 'the breached-password service gave no answer';

describe('a breached-password service that fails us (F21)', () => {
  let testApp: TestApp;
  let outside: TestBreachService;
  before(async () => {
    outside = await startBreachService();
    testApp = await buildTestApp({ environment: { ...ROOMY, BREACHED_PASSWORDS_URL: outside.url } });
    testApp.allowLog(GAVE_NO_ANSWER);
  });
  after(async () => {
    await testApp.close();
    await outside.close();
  });
  beforeEach(() => {
    outside.misbehave = undefined;
  });

  const unavailable = async () => {
    const { values } = await testApp.platform.metrics.breachedPasswordChecks.get();
    return values.find(({ labels }) => labels.outcome === 'unavailable')?.value ?? 0;
  };
  const complaints = () => testApp.logLines.filter(({ msg }) => msg === GAVE_NO_ANSWER).length;

  for (const [what, { misbehave }] of Object.entries(FAILURES)) {
    it(`keeps nobody from signing up, changing or resetting when it ${what}`, async () => {
      const { browser, email } = await aPerson(testApp);
      await browser.json('POST', '/forgot-password', { email });
      const token = await mailedToken(testApp, email);
      outside.misbehave = misbehave;
      const before = { counted: await unavailable(), logged: complaints() };

      const newcomer = { email: `new-${email}`, firstName: 'New', lastName: 'Comer' };
      const statuses: number[] = [];
      for (const [path, body] of [
        ['/sign-up', { ...newcomer, password: 'gravel lantern ostrich' }],
        ['/reset-password', { token, password: 'harbour violet engine' }],
      ] as const) {
        statuses.push((await browser.json('POST', path, body)).statusCode);
      }
      const owner = createBrowser(testApp);
      const credentials = { email, password: 'harbour violet engine' };
      await owner.json('POST', '/sign-in', credentials);
      const change = { currentPassword: credentials.password, newPassword: 'tulip canyon orbit' };
      statuses.push((await owner.json('POST', '/account/password', change)).statusCode);

      assert.deepEqual(statuses, [202, 204, 204]);
      assert.equal((await unavailable()) - before.counted, 3);
      assert.equal(complaints() - before.logged, 3);
    });
  }

  it('leaves the offline list in force', async () => {
    outside.misbehave = FAILURES['has an error']?.misbehave;
    const answer = await createBrowser(testApp).json('POST', '/sign-up', {
      email: 'another@example.org',
      firstName: 'New',
      lastName: 'Comer',
      password: 'VJHT29061987',
    });
    assert.deepEqual([answer.statusCode, answer.json().errors[0].code], [422, 'password_too_common']);
  });
});
