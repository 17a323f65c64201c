import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf } from '#test/support/observe.ts';
import { aPerson, signIn } from '#test/support/people.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('managing sessions', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('lists each with device, address and times, the current one marked', async () => {
    const person = await aPerson(testApp);
    testApp.clock.advance(minutes(2));
    await signIn(createBrowser(testApp, { 'user-agent': FIREFOX }), person);
    const { sessions } = (await person.browser.json('GET', '/sessions')).json();
    assert.equal(sessions.length, 2);
    assert.deepEqual(sessions.map(({ current }: { current: boolean }) => current).sort(), [false, true]);
    const firefox = sessions.find(({ current }: { current: boolean }) => !current);
    assert.deepEqual(
      [firefox.device, firefox.userAgent, firefox.ip],
      ['Firefox on Linux', FIREFOX, '127.0.0.1'],
    );
    for (const time of ['createdAt', 'lastSeenAt', 'expiresAt']) assert.match(firefox[time], /^2030-.*Z$/);
    assert.match((await person.browser.get('/account/sessions')).body, /Firefox on Linux/);
  });

  it('ends one with 204 or 303, and its own together with the cookie', async () => {
    const person = await aPerson(testApp);
    const other = createBrowser(testApp);
    const { session } = await signIn(other, person);
    const form = await person.browser.submit(`/account/sessions/${session.id}/end`);
    assert.deepEqual(
      [form.statusCode, form.headers.location, form.headers['set-cookie']],
      [303, '/account/sessions?ended=1', undefined],
    );
    assert.match((await person.browser.get('/account/sessions?ended=1')).body, /One device is signed out/);
    const { sessions } = (await person.browser.json('GET', '/sessions')).json();
    const own = await person.browser.submit(`/account/sessions/${sessions[0].id}/end`);
    assert.equal(own.headers.location, '/sign-in?notice=signed_out');
    assert.match(String(own.headers['set-cookie']), /^session=; .*Max-Age=0$/);
    assert.equal((await auditOf(testApp, person.email)).filter((type) => type === 'session_ended').length, 2);
  });

  it('ends all others and counts them', async () => {
    const person = await aPerson(testApp);
    const others = [createBrowser(testApp), createBrowser(testApp)];
    for (const other of others) await signIn(other, person);
    const form = await person.browser.submit('/account/sessions/end-others');
    assert.equal(form.headers.location, '/account/sessions?ended=2');
    assert.deepEqual((await person.browser.json('DELETE', '/sessions')).json(), { ended: 0 });
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
  });

  it('ends a session by itself after half an hour of silence, or twelve hours of anything', async () => {
    const { browser } = await aPerson(testApp);
    const live = async () => (await browser.json('GET', '/session')).statusCode;
    for (let passed = 0; passed < 12 * 60 - 29; passed += 29) {
      assert.equal(await live(), 200, `after ${passed} minutes`);
      testApp.clock.advance(minutes(29));
    }
    testApp.clock.advance(minutes(29));
    assert.equal(await live(), 401, 'twelve hours');
    const silent = await aPerson(testApp);
    testApp.clock.advance(minutes(30));
    const answer = await silent.browser.json('GET', '/session');
    assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [401, undefined]);
  });
});
