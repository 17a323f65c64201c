import assert from 'node:assert/strict';
import { parseEmailAddress } from '#domain/email-address.ts';
import type { TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken, nextCode, notMeToken, setUpTotp, signIn } from '#test/support/people.ts';

/** What people keep outside the service: in their heads, browsers, phones and mailboxes. */
export interface KeptPeople {
  madeAt: string;
  plain: { email: string; password: string; session: string; endedSession: string; notMeToken: string };
  careful: { email: string; password: string; secret: string; recoveryCodes: string[]; usedCode: string };
  forgetful: { email: string; oldPassword: string; resetToken: string };
  waiting: { email: string; password: string; token: string };
  /** A mail to them waits in the queue. */
  expecting: { email: string };
  disabled: { email: string; password: string };
}

/** One in each state that the tables can tell. */
export async function makePeople(testApp: TestApp): Promise<KeptPeople> {
  const people = {
    plain: await aPlainOne(testApp),
    careful: await aCarefulOne(testApp),
    forgetful: await aForgetfulOne(testApp),
    waiting: await aWaitingOne(testApp),
    disabled: await aDisabledOne(testApp),
    expecting: await anExpectingOne(testApp),
  };
  return { madeAt: testApp.clock.now().toISOString(), ...people };
}

async function aPlainOne(testApp: TestApp): Promise<KeptPeople['plain']> {
  const { email, password, browser } = await aPerson(testApp);
  const other = createBrowser(testApp);
  await signIn(other, { email, password });
  const endedSession = other.cookies.get('session') ?? '';
  assert.equal((await other.json('POST', '/sign-out')).statusCode, 204);
  const profile = { country: 'NL', dateOfBirth: '1980-02-29' };
  assert.equal((await browser.json('PATCH', '/account/profile', profile)).statusCode, 200);
  const session = browser.cookies.get('session') ?? '';
  return { email, password, session, endedSession, notMeToken: await notMeToken(testApp, email) };
}

async function aCarefulOne(testApp: TestApp): Promise<KeptPeople['careful']> {
  const { email, password, browser } = await aPerson(testApp);
  const { secret, recoveryCodes } = await setUpTotp(testApp, browser);
  const [usedCode = '', ...left] = recoveryCodes;
  const again = createBrowser(testApp);
  await signIn(again, { email, password });
  const second = await again.json('POST', '/sign-in/second-factor', { code: usedCode });
  assert.equal(second.statusCode, 200, second.body);
  await signIn(again, { email, password });
  const code = nextCode(testApp, secret);
  assert.equal((await again.json('POST', '/sign-in/second-factor', { code })).statusCode, 200);
  return { email, password, secret, recoveryCodes: left, usedCode };
}

async function aForgetfulOne(testApp: TestApp): Promise<KeptPeople['forgetful']> {
  const { email, password, browser } = await aPerson(testApp, { isSignedIn: false });
  await browser.json('POST', '/forgot-password', { email });
  return { email, oldPassword: password, resetToken: await mailedToken(testApp, email) };
}

async function aWaitingOne(testApp: TestApp): Promise<KeptPeople['waiting']> {
  const person = { email: 'waiting@example.org', password: 'a long enough phrase' };
  const names = { firstName: 'Zoë', lastName: 'Łukasiewicz' };
  await createBrowser(testApp).json('POST', '/sign-up', { ...person, ...names });
  return { ...person, token: await mailedToken(testApp, person.email) };
}

async function aDisabledOne(testApp: TestApp): Promise<KeptPeople['disabled']> {
  const { email, password } = await aPerson(testApp);
  const address = parseEmailAddress(email);
  assert.ok(address);
  await testApp.flows.manageUsers.disable({ email: address });
  return { email, password };
}

async function anExpectingOne(testApp: TestApp): Promise<KeptPeople['expecting']> {
  const { email, password, browser } = await aPerson(testApp);
  testApp.mailer.isDown = true;
  testApp.allowLog('a mail was not taken');
  const change = { currentPassword: password, newPassword: 'another long phrase' };
  assert.equal((await browser.json('POST', '/account/password', change)).statusCode, 204);
  await testApp.runJobs();
  return { email };
}
