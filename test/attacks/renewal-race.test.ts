import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('a token renewed while the password changes (S02, S11)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('does not outlive the change', async () => {
    for (let round = 0; round < 12; round += 1) {
      const person = await aPerson(testApp);
      const session = person.browser.cookies.get('session') ?? '';
      const headers = { authorization: `Bearer ${session}` };
      const renewing = person.browser.json(
        'POST',
        '/confirm-identity',
        { password: person.password },
        headers,
      );
      const changing = person.browser.json(
        'POST',
        '/account/password',
        { currentPassword: person.password, newPassword: `another phrase ${round}` },
        headers,
      );
      const [renewed, changed] = await Promise.all([renewing, changing]);
      const signIn = { email: person.email, password: `another phrase ${round}` };
      const hasChanged = (await person.browser.json('POST', '/sign-in', signIn)).statusCode === 200;
      if (!hasChanged) continue;
      for (const [answer, isAlive] of [
        [renewed, false],
        [changed, true],
      ] as const) {
        if (answer.statusCode !== 200) continue;
        const { token } = answer.json();
        const looked = await person.browser.json('GET', '/session', undefined, {
          authorization: `Bearer ${token}`,
        });
        assert.equal(looked.statusCode, isAlive ? 200 : 401, `round ${round}`);
      }
    }
  });
});
