import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { subjectsTo } from '#test/support/observe.ts';
import { aPerson, mailedToken, nextCode, type Person } from '#test/support/people.ts';

const NOTICE = 'Somebody entered your password and wrong codes';

describe('guessing second-factor codes with the right password (R12, V14)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({
      environment: { LIMIT_SIGN_IN_CLIENT_FREE: '100000', LIMIT_SECOND_STEP_IN_A_ROW: '30' },
    });
  });
  after(() => testApp.close());

  /** One wrong code on a pending sign-in of its own, when the wait before it is over. */
  async function guess(person: Person): Promise<number> {
    testApp.clock.advance(minutes(16));
    const thief = createBrowser(testApp);
    await thief.json('POST', '/sign-in', { email: person.email, password: person.password });
    return (await thief.json('POST', '/sign-in/second-factor', { code: '000000' })).statusCode;
  }

  it('stops for good after so many in a row, until the owner resets the password', async () => {
    const person = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    const statuses: number[] = [];
    for (let tries = 0; tries < 33; tries += 1) statuses.push(await guess(person));
    assert.equal(statuses.filter((status) => status === 401).length, 30);
    assert.deepEqual(new Set(statuses.slice(30)), new Set([429]));

    testApp.clock.advance(minutes(60 * 24 * 3));
    await person.browser.json('POST', '/sign-in', person);
    const code = nextCode(testApp, person.totp?.secret ?? '');
    const right = await person.browser.json('POST', '/sign-in/second-factor', { code });
    assert.equal(right.statusCode, 429, 'not even a right one is looked at');
    assert.ok(Number(right.headers['retry-after']) <= 24 * 60 * 60);
    const page = await person.browser.submit('/sign-in/second-factor', { code });
    assert.equal(page.statusCode, 429);
    assert.match(page.body, /href="\/forgot-password"/, 'the one way on');
    assert.doesNotMatch(page.body, /name="code"/, 'nothing to type');

    await person.browser.json('POST', '/forgot-password', { email: person.email });
    const token = await mailedToken(testApp, person.email);
    const password = 'a phrase nobody knows yet';
    await person.browser.json('POST', '/reset-password', { token, password });
    await person.browser.json('POST', '/sign-in', { email: person.email, password });
    const fresh = nextCode(testApp, person.totp?.secret ?? '');
    const signedIn = await person.browser.json('POST', '/sign-in/second-factor', { code: fresh });
    assert.equal(signedIn.statusCode, 200, signedIn.body);
  });

  it('is told to the owner after more than a slip, once a day', async () => {
    const person = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    const notices = async () => {
      await testApp.runJobs();
      return subjectsTo(testApp, person.email).filter((subject) => subject === NOTICE).length;
    };
    for (let tries = 0; tries < 4; tries += 1) await guess(person);
    assert.equal(await notices(), 0);
    for (let tries = 0; tries < 6; tries += 1) await guess(person);
    assert.equal(await notices(), 1);
  });

  it('starts counting anew with a right code', async () => {
    const person = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    for (let tries = 0; tries < 20; tries += 1) assert.equal(await guess(person), 401);
    testApp.clock.advance(minutes(16));
    await person.browser.json('POST', '/sign-in', person);
    const code = nextCode(testApp, person.totp?.secret ?? '');
    assert.equal((await person.browser.json('POST', '/sign-in/second-factor', { code })).statusCode, 200);
    for (let tries = 0; tries < 20; tries += 1) assert.equal(await guess(person), 401);
  });
});
