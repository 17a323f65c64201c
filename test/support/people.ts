import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { seconds } from '#platform/duration.ts';
import type { TestApp } from './app.ts';
import { createBrowser, type TestBrowser } from './browser.ts';

export interface Person {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
  browser: TestBrowser;
  totp: PersonsTotp | undefined;
}

export interface PersonsTotp {
  secret: string;
  recoveryCodes: string[];
}

export interface Wishes {
  /** Signed in at the end, in `browser`. */
  isSignedIn?: boolean;
  hasTotp?: boolean;
  password?: string;
  enableSecondFactor?: boolean;
}

let count = 0;

/** Somebody who came through the front door: signed up, proved the address, perhaps set up a second factor. */
export async function aPerson(testApp: TestApp, wishes: Wishes = {}): Promise<Person> {
  const { isSignedIn = true, hasTotp = false, enableSecondFactor = false } = wishes;
  count += 1;
  const person = {
    email: `person-${count}-${process.pid}@example.org`,
    password: wishes.password ?? `a long enough phrase ${count}`,
    firstName: 'Robin',
    lastName: 'Example',
  };
  const browser = createBrowser(testApp);
  const signUp = await browser.json('POST', '/sign-up', { ...person, enableSecondFactor });
  assert.equal(signUp.statusCode, 202, signUp.body);
  const token = await mailedToken(testApp, person.email);
  const verified = await browser.json('POST', '/verify-email', { token });
  assert.equal(verified.statusCode, 204, verified.body);
  if (isSignedIn || hasTotp) await signIn(browser, person);
  const totp = hasTotp ? await setUpTotp(testApp, browser) : undefined;
  if (!isSignedIn) browser.cookies.delete('session');
  return { ...person, browser, totp };
}

export async function signIn(browser: TestBrowser, { email, password }: Pick<Person, 'email' | 'password'>) {
  const answer = await browser.json('POST', '/sign-in', { email, password });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

export async function setUpTotp(testApp: TestApp, browser: TestBrowser): Promise<PersonsTotp> {
  const enrolled = await browser.json('POST', '/account/totp');
  assert.equal(enrolled.statusCode, 201, enrolled.body);
  const { secret } = enrolled.json();
  const confirmed = await browser.json('POST', '/account/totp/confirm', { code: nextCode(testApp, secret) });
  assert.equal(confirmed.statusCode, 200, confirmed.body);
  return { secret, recoveryCodes: confirmed.json().recoveryCodes };
}

/** A code not used before: the clock moves on to the next step first. */
export function nextCode({ clock }: TestApp, secret: string): string {
  clock.advance(seconds(30));
  return codeAt(secret, clock.now());
}

export function codeAt(secret: string, time: Date): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time.getTime() });
}

/** The token of the newest link to prove an address or reset a password, after the background jobs ran. */
export async function mailedToken(testApp: TestApp, email: string): Promise<string> {
  await testApp.runJobs();
  return newestToken(testApp, email, /\/(?:verify-email|reset-password)\?token=([\w-]+)/);
}

/** The same of the link "this wasn't me" in the newest notice, or the newest of one subject. */
export async function notMeToken(testApp: TestApp, email: string, subject?: string): Promise<string> {
  await testApp.runJobs();
  return newestToken(testApp, email, /\/not-me\?token=([\w-]+)/, subject);
}

function newestToken({ mailer }: TestApp, email: string, link: RegExp, subject?: string): string {
  const mail = mailer.sent.findLast(
    (sent) => sent.to === email && link.test(sent.text) && (!subject || sent.subject === subject),
  );
  const token = link.exec(mail?.text ?? '')?.[1];
  assert.ok(token, `no token was mailed to ${email}`);
  return token;
}
