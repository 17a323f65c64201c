import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { startBreachService, type TestBreachService } from '#test/support/breach-service.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

/** What each door says to a new password: a field error code, or `undefined` where it was taken. */
type Door = (password: string) => Promise<string | undefined>;

/** What the service elsewhere knows, as it is written there. */
const LEAKED = ['dingy parsnip quorum', 'Tr0ub4dor &3 galore', 'caf\u00e9 noir \u00e0 minuit'];

const PERSON = { email: 'margarethe@wonderful.example', firstName: 'Margarethe', lastName: 'Vandersloot' };

describe('evading the password policy by another door (P01, P05, P06)', () => {
  let testApp: TestApp;
  let outside: TestBreachService;
  const doors = new Map<string, Door>();

  before(async () => {
    outside = await startBreachService();
    for (const password of LEAKED) outside.leak(password);
    testApp = await buildTestApp({ environment: { ...ROOMY, BREACHED_PASSWORDS_URL: outside.url } });
    const visitor = createBrowser(testApp);
    const verdict = (answer: { statusCode: number; body: string }) => {
      if (answer.statusCode !== 422) return undefined;
      const [error] = JSON.parse(answer.body).errors;
      return error.code;
    };
    doors.set('sign up', async (password) =>
      verdict(await visitor.json('POST', '/sign-up', { ...PERSON, password })),
    );

    const owner = createBrowser(testApp);
    const first = { ...PERSON, password: 'a first phrase to start with' };
    await owner.json('POST', '/sign-up', first);
    await owner.json('POST', '/verify-email', { token: await mailedToken(testApp, PERSON.email) });
    let currentPassword = first.password;
    doors.set('change', async (newPassword) => {
      await signIn(owner, { email: PERSON.email, password: currentPassword });
      const answer = await owner.json('POST', '/account/password', { currentPassword, newPassword });
      if (answer.statusCode === 204) currentPassword = newPassword;
      return verdict(answer);
    });
    doors.set('reset', async (password) => {
      await testApp.runJobs();
      await visitor.json('POST', '/forgot-password', { email: PERSON.email });
      const token = await mailedToken(testApp, PERSON.email);
      const answer = await visitor.json('POST', '/reset-password', { token, password });
      if (answer.statusCode === 204) currentPassword = password;
      return verdict(answer);
    });
  });
  after(async () => {
    await testApp.close();
    await outside.close();
  });

  async function everywhere(password: string): Promise<Set<string | undefined>> {
    const verdicts = new Set<string | undefined>();
    for (const door of doors.values()) verdicts.add(await door(password));
    return verdicts;
  }

  const taken: [string, string][] = [
    ['eight characters', 'qzv8 kpw'],
    ['only lower-case letters', 'orbitlampfjord'],
    ['only spaces around', '   tulip  harbour   '],
    ['64 characters', 'violet canyon '.repeat(5).slice(0, 64)],
    ['256 characters', 'ox9'.repeat(86).slice(0, 256)],
    ['256 characters outside the basic plane', '🦊🐻'.repeat(128)],
    ['another script', 'это длинная фраза'],
    ['what is like a breached one', 'dingy parsnip quorums'],
  ];
  for (const [name, password] of taken) {
    it(`takes ${name} at every door (P01)`, async () => {
      assert.deepEqual(await everywhere(password), new Set([undefined]));
    });
  }

  const refused: [string, string, string][] = [
    ['seven characters', 'qzv8 kp', 'password_too_short'],
    ['seven characters outside the basic plane', '🦊🐻🦁🐯🐨🐼🐸', 'password_too_short'],
    ['a common one', 'password123', 'password_too_common'],
    ['a common one in capitals', 'PassWord123', 'password_too_common'],
    ['another common one', 'qwertyuiop', 'password_too_common'],
    ['one of the last of the offline list', 'VJHT29061987', 'password_too_common'],
    ['the same in small letters', 'vjht29061987', 'password_too_common'],
    ['a long one of the offline list', 'vjjkjhgagvjjkjhgag', 'password_too_common'],
    ['one that the service elsewhere knows', 'dingy parsnip quorum', 'password_breached'],
    ['one that it knows with capitals and signs', 'Tr0ub4dor &3 galore', 'password_breached'],
    ['one that it knows, composed otherwise', 'cafe\u0301 noir a\u0300 minuit', 'password_breached'],
    ['the address', 'margarethe@wonderful.example', 'password_contains_own_words'],
    ['the names and little more', 'MargaretheVandersloot1', 'password_contains_own_words'],
    ["the product's name and little more", 'latchkey-2030', 'password_contains_own_words'],
    ['NUL', 'a long phrase\0 and more', 'password_unusable'],
    ['257 characters', 'x'.repeat(257), 'password_unusable'],
    ['600 characters', 'x'.repeat(600), 'password_unusable'],
    ['nothing', '', 'required'],
  ];
  for (const [name, password, code] of refused) {
    it(`refuses ${name} at every door with the same code (P01, P06)`, async () => {
      assert.deepEqual(await everywhere(password), new Set([code]));
    });
  }

  it('counts spaces at both ends and capitals (P01)', async () => {
    const { email, browser } = await aPerson(testApp, { password: ' Two spaces outside  ' });
    const tryIt = async (password: string) =>
      (await browser.json('POST', '/sign-in', { email, password })).statusCode;
    assert.equal(await tryIt('Two spaces outside'), 401);
    assert.equal(await tryIt(' two spaces outside  '), 401);
    assert.equal(await tryIt(' Two spaces outside  '), 200);
  });

  it('takes é typed on one system for é typed on another, by form and JSON alike (P05)', async () => {
    const composed = 'caf\u00e9 au lait demain';
    const decomposed = 'cafe\u0301 au lait demain';
    assert.notEqual(composed, decomposed);
    for (const [set, typed] of [
      [composed, decomposed],
      [decomposed, composed],
    ] as const) {
      const { email } = await aPerson(testApp, { password: set, isSignedIn: false });
      const json = await createBrowser(testApp).json('POST', '/sign-in', { email, password: typed });
      const form = await createBrowser(testApp).submit('/sign-in', { email, password: typed });
      assert.deepEqual([json.statusCode, form.headers.location], [200, '/dashboard']);
    }
  });
});
