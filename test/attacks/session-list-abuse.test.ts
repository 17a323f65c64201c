import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('abusing the list of sessions (S08)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('shows ids that open nothing, and no token', async () => {
    const person = await aPerson(testApp);
    const { sessions } = (await person.browser.json('GET', '/sessions')).json();
    assert.deepEqual(Object.keys(sessions[0]).sort(), [
      'createdAt',
      'current',
      'device',
      'expiresAt',
      'id',
      'ip',
      'lastSeenAt',
      'userAgent',
    ]);
    const token = person.browser.cookies.get('session') ?? '';
    const { body } = await person.browser.get('/account/sessions');
    assert.ok(!JSON.stringify(sessions).includes(token) && !body.includes(token));
    const byId = createBrowser(testApp);
    byId.cookies.set('session', sessions[0].id);
    assert.equal((await byId.json('GET', '/session')).statusCode, 401);
  });

  it("finds somebody else's session under no id, by page or API", async () => {
    const [person, other] = [await aPerson(testApp), await aPerson(testApp)];
    const { session } = (await other.browser.json('GET', '/session')).json();
    for (const id of [
      session.id,
      session.id.toUpperCase(),
      '..',
      '%2e%2e',
      `${session.id}%00`,
      "' OR 1=1",
      '*',
      '0',
    ]) {
      assert.equal(
        (await person.browser.json('DELETE', `/sessions/${encodeURIComponent(id)}`)).statusCode,
        404,
        id,
      );
      assert.equal(
        (await person.browser.submit(`/account/sessions/${encodeURIComponent(id)}/end`)).statusCode,
        404,
        id,
      );
    }
    assert.equal((await other.browser.json('GET', '/session')).statusCode, 200);
  });

  it('shows a browser that calls itself a script as text', async () => {
    const person = await aPerson(testApp);
    const evil = createBrowser(testApp, {
      'user-agent': '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>',
    });
    await signIn(evil, person);
    for (const path of ['/account/sessions', '/account/activity', '/dashboard'])
      assert.doesNotMatch((await person.browser.get(path)).body, /<script>alert|<img/);
    const { sessions } = (await person.browser.json('GET', '/sessions')).json();
    assert.ok(sessions.some(({ userAgent }: { userAgent: string }) => userAgent.includes('<script>')));
  });

  it('is bounded: the fifty-first session ends the one unused for longest', async () => {
    const person = await aPerson(testApp);
    const { browser } = person;
    const oldest = createBrowser(testApp);
    await signIn(oldest, person);
    for (let round = 0; round < 50; round += 1) {
      testApp.clock.advance(seconds(1));
      await signIn(createBrowser(testApp), person);
      if (round === 25) testApp.clock.advance(seconds(61));
      if (round === 26) await browser.json('GET', '/session');
    }
    const { sessions } = (await browser.json('GET', '/sessions')).json();
    assert.equal(sessions.length, 50);
    assert.equal((await browser.json('GET', '/session')).statusCode, 200);
    assert.equal((await oldest.json('GET', '/session')).statusCode, 401);
  });

  it('ends a session at once, and it stays ended', async () => {
    const person = await aPerson(testApp);
    const other = createBrowser(testApp);
    const { session } = await signIn(other, person);
    assert.equal((await other.json('GET', '/session')).statusCode, 200);
    assert.equal((await person.browser.json('DELETE', `/sessions/${session.id}`)).statusCode, 204);
    assert.equal((await other.json('GET', '/session')).statusCode, 401);
    assert.equal((await person.browser.json('DELETE', `/sessions/${session.id}`)).statusCode, 404);
  });

  it('ends all others and says how many', async () => {
    const person = await aPerson(testApp);
    const others = [createBrowser(testApp), createBrowser(testApp)];
    for (const other of others) await signIn(other, person);
    assert.deepEqual((await person.browser.json('DELETE', '/sessions')).json(), { ended: 2 });
    for (const other of others) assert.equal((await other.json('GET', '/session')).statusCode, 401);
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
  });
});
