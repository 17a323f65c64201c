import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { TestApp } from '#test/support/app.ts';
import { ask } from '#test/support/app-visits.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { rows } from '#test/support/observe.ts';
import { aPerson, setUpTotp } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type Ending, otherBrowser, sessionEndings } from '#test/support/session-endings.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

/** So long at most a change made by hand may go unseen. */
const LONGEST_TRUST = 1_000;
const PATIENCE = 20_000;

describe('what instances remember of an account while they watch its changes', () => {
  let apps: TwoApps;
  before(async () => {
    apps = await buildTwoApps({ environment: ROOMY, isWatching: true });
  });
  after(() => apps.close());

  const both = () => [apps.one, apps.two];
  const cookieOf = (browser: TestBrowser) => ({ cookie: `session=${browser.cookies.get('session')}` });
  const visit = async (testApp: TestApp, browser: TestBrowser) =>
    (await ask(testApp, '', cookieOf(browser))).statusCode;
  const statuses = (browser: TestBrowser) => Promise.all(both().map((testApp) => visit(testApp, browser)));
  const at = (testApp: TestApp, browser: TestBrowser): TestBrowser => {
    const same = createBrowser(testApp);
    same.cookies.set('session', browser.cookies.get('session') ?? '');
    return same;
  };

  const fromMemory = async ({ platform }: TestApp): Promise<number> => {
    const { values } = await platform.metrics.accountLookups.get();
    return values.find(({ labels }) => labels.from === 'memory')?.value ?? 0;
  };
  const isAnsweredFromMemory = async (testApp: TestApp, browser: TestBrowser): Promise<boolean> => {
    const answered = await fromMemory(testApp);
    assert.equal(await visit(testApp, browser), 204);
    return (await fromMemory(testApp)) > answered;
  };
  /** On both instances, which is where the attack begins. */
  const rememberedEverywhere = async (browser: TestBrowser) => {
    const deadline = Date.now() + PATIENCE;
    for (const testApp of both())
      while (!(await isAnsweredFromMemory(testApp, browser))) {
        assert.ok(Date.now() < deadline, 'the account is remembered');
        await pause(50);
      }
  };
  const changes: Record<string, Ending> = {
    ...sessionEndings(() => apps),
    'a second factor is turned on elsewhere': async (person) =>
      setUpTotp(apps.two, await otherBrowser(apps, person)),
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`lets no session in from the answer on, at neither of them, when ${what} (S13)`, async () => {
      const person = await aPerson(apps.one);
      await rememberedEverywhere(person.browser);
      await change(person);
      assert.deepEqual(await statuses(person.browser), [401, 401]);
    });
  }

  const byHand: Record<string, (email: string) => ReturnType<typeof sql>> = {
    disabled: (email) => sql`UPDATE users SET disabled_at = now() WHERE email = ${email}`,
    deleted: (email) => sql`DELETE FROM users WHERE email = ${email}`,
    'given another version': (email) =>
      sql`UPDATE users SET security_version = security_version + 1 WHERE email = ${email}`,
  };
  for (const [what, statement] of Object.entries(byHand)) {
    it(`lets nobody in a second after somebody was ${what} by hand (S06)`, async () => {
      const { email, browser } = await aPerson(apps.one);
      await rememberedEverywhere(browser);
      await rows(apps.one, statement(email));
      await pause(LONGEST_TRUST);
      assert.deepEqual(await statuses(browser), [401, 401]);
      const page = await at(apps.two, browser).get('/dashboard');
      assert.match(String(page.headers.location), /^\/sign-in\?/);
    });
  }

  it('changes nothing for somebody who was disabled by hand a moment ago', async () => {
    const { email, browser } = await aPerson(apps.one);
    await rememberedEverywhere(browser);
    await rows(apps.one, byHand.disabled?.(email) ?? assert.fail());
    const answer = await at(apps.two, browser).json('PATCH', '/account/profile', { firstName: 'Mallory' });
    assert.equal(answer.statusCode, 401);
    const [user] = await rows(
      apps.one,
      sql<{ name: string }>`SELECT first_name AS name FROM users WHERE email = ${email}`,
    );
    assert.equal(user?.name, 'Robin');
  });

  it('shows people at once what they changed, whichever instance they ask', async () => {
    const { browser } = await aPerson(apps.one);
    const elsewhere = at(apps.two, browser);
    for (const name of ['Ada', 'Grace', 'Barbara']) {
      await rememberedEverywhere(browser);
      await browser.json('PATCH', '/account/profile', { firstName: name });
      const { user } = (await elsewhere.json('GET', '/session')).json();
      assert.equal(user.firstName, name);
      const { headers } = await ask(apps.two, '', cookieOf(browser));
      assert.equal(headers['x-auth-name'], `${name}%20Example`);
    }
    await rememberedEverywhere(browser);
    await setUpTotp(apps.one, browser);
    elsewhere.cookies.set('session', browser.cookies.get('session') ?? '');
    assert.equal((await elsewhere.json('GET', '/session')).json().user.secondFactor, true);
    await rememberedEverywhere(browser);
    assert.equal((await browser.json('DELETE', '/account/totp')).statusCode, 204);
    assert.equal((await elsewhere.json('GET', '/session')).json().user.secondFactor, false);
  });

  it('puts nothing back that was changed on another device a moment ago', async () => {
    const person = await aPerson(apps.one);
    const device = await otherBrowser(apps, person);
    await rememberedEverywhere(person.browser);
    await person.browser.json('PATCH', '/account/profile', { lastName: 'Lovelace' });
    const saved = await device.json('PATCH', '/account/profile', { firstName: 'Ada' });
    assert.deepEqual(saved.json(), { firstName: 'Ada', lastName: 'Lovelace' });
  });
});
