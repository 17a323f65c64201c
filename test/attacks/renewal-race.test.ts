import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { userIdOf } from '#test/support/observe.ts';
import { withState } from '#test/support/outage.ts';
import { aPerson, signIn } from '#test/support/people.ts';
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

  it('does not come to live after the change', async () => {
    const person = await aPerson(testApp);
    const other = createBrowser(testApp);
    await signIn(other, person);
    const { insert } = testApp.platform.state;
    const [reached, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let isFirst = true;
    const held = async (record: Parameters<typeof insert>[0]) => {
      const isRenewal = isFirst;
      isFirst = false;
      reached.resolve();
      if (isRenewal) await release.promise;
      return insert(record);
    };
    const headers = { authorization: `Bearer ${person.browser.cookies.get('session')}` };
    await withState(testApp, { insert: held }, async () => {
      const renewing = person.browser.json(
        'POST',
        '/confirm-identity',
        { password: person.password },
        headers,
      );
      await reached.promise;
      const change = { currentPassword: person.password, newPassword: 'another phrase altogether' };
      assert.equal((await other.json('POST', '/account/password', change)).statusCode, 204);
      release.resolve();
      assert.equal((await renewing).statusCode, 401);
    });
    const id = await userIdOf(testApp, person.email);
    assert.equal((await testApp.nouns.sessions.list(id)).length, 1);
  });
});
