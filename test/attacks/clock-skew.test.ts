import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Duration, days, hours, minutes, seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { createTestDatabase, requireEnvironment, type TestDatabase } from '#test/support/database.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { aPerson, codeAt, mailedToken, nextCode, type Person, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const back = (duration: Duration) => -duration as Duration;
const SKEWS: [name: string, by: Duration][] = [
  ['45 seconds ahead', seconds(45)],
  ['45 seconds behind', back(seconds(45))],
  ['a day ahead', days(1)],
  ['a day behind', back(days(1))],
];

/** Two instances on the same stores, of which one has the wrong time. */
for (const [name, by] of SKEWS) {
  describe(`an instance whose clock is ${name} (F19)`, () => {
    let database: TestDatabase;
    let right: TestApp;
    let wrong: TestApp;
    before(async () => {
      database = await createTestDatabase('postgres');
      const { url = '' } = database;
      const stores = { url, readUrl: url, redisUrl: requireEnvironment('TEST_REDIS_URL') };
      right = await buildTestApp({ stores, environment: ROOMY });
      const clock = createFakeClock(new Date(right.clock.now().getTime() + by));
      wrong = await buildTestApp({ stores, environment: ROOMY, sharing: right, clock });
    });
    after(async () => {
      await wrong?.close();
      await right?.close();
      await database?.drop();
    });
    const bothAdvance = (duration: Duration) => {
      for (const { clock } of [right, wrong]) clock.advance(duration);
    };
    const statusOf = async (instance: TestApp, token: string | undefined) => {
      const browser = createBrowser(instance);
      browser.cookies.set('session', token ?? '');
      return (await browser.json('GET', '/session')).statusCode;
    };
    const secondStep = async (instance: TestApp, { email, password }: Person, code: string) => {
      const browser = createBrowser(instance);
      await browser.json('POST', '/sign-in', { email, password });
      return (await browser.json('POST', '/sign-in/second-factor', { code })).statusCode;
    };

    it('takes no code that was used, nor does the other, also when all clocks step back', async () => {
      for (const [first, second] of [
        [right, wrong],
        [wrong, right],
      ] as const) {
        const person = await aPerson(first, { hasTotp: true, isSignedIn: false });
        const { secret = '' } = person.totp ?? {};
        const code = nextCode(first, secret);
        assert.equal(await secondStep(first, person, code), 200);
        assert.equal(await secondStep(second, person, code), 401);
        bothAdvance(back(minutes(2)));
        for (const instance of [first, second]) {
          assert.equal(await secondStep(instance, person, code), 401);
          // What the clock shows now was good before the code that was used.
          const earlier = codeAt(secret, new Date(first.clock.now().getTime()));
          assert.equal(await secondStep(first, person, earlier), 401);
        }
        bothAdvance(minutes(2));
      }
    });

    it('lets nobody in by what was changed at the other', async () => {
      const person = await aPerson(right);
      const elsewhere = createBrowser(wrong);
      await signIn(elsewhere, person);
      const body = { currentPassword: person.password, newPassword: 'a phrase that came later' };
      assert.equal((await person.browser.json('POST', '/account/password', body)).statusCode, 204);
      for (const instance of [right, wrong]) {
        assert.equal(await statusOf(instance, elsewhere.cookies.get('session')), 401);
        const { email, password } = person;
        const old = await createBrowser(instance).json('POST', '/sign-in', { email, password });
        assert.equal(old.statusCode, 401);
      }
    });

    it('makes no session immortal', async () => {
      const person = await aPerson(right);
      const elsewhere = createBrowser(wrong);
      await signIn(elsewhere, person);
      bothAdvance((hours(12) + Math.abs(by)) as Duration);
      for (const instance of [right, wrong])
        for (const browser of [person.browser, elsewhere])
          assert.equal(await statusOf(instance, browser.cookies.get('session')), 401);
    });

    it('makes no link that works twice, or for ever', async () => {
      const person = await aPerson(right, { isSignedIn: false });
      const ask = async () => {
        await send(wrong, '/api/v1/forgot-password', { body: { email: person.email } });
        return mailedToken(wrong, person.email);
      };
      const use = async (instance: TestApp, token: string) => {
        const body = { token, password: `yet another phrase ${Math.random()}` };
        return (await send(instance, '/api/v1/reset-password', { body })).statusCode;
      };
      const spent = await ask();
      const uses = [await use(wrong, spent), await use(right, spent)];
      assert.equal(uses.filter((status) => status === 204).length, 1);
      bothAdvance(minutes(10));
      const late = await ask();
      bothAdvance((minutes(61) + Math.abs(by)) as Duration);
      for (const instance of [right, wrong]) assert.equal(await use(instance, late), 400);
    });
  });
}
