import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes, seconds } from '#platform/duration.ts';
import { createBrowser } from '#test/support/browser.ts';
import { emailOf } from '#test/support/every-database.ts';
import { aPerson, signIn } from '#test/support/people.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

describe('a session check', () => {
  let apps: TwoApps;
  let reads = 0;
  before(async () => {
    apps = await buildTwoApps();
    const { databases } = apps.one.platform;
    const { deciding } = databases;
    databases.deciding = (person, read) => {
      reads += 1;
      return deciding(person, read);
    };
  });
  after(() => apps.close());

  const readsDuring = async (work: () => Promise<unknown>): Promise<number> => {
    const before = reads;
    await work();
    return reads - before;
  };

  it('asks the database once a minute', async () => {
    const { browser } = await aPerson(apps.one);
    const check = async () => {
      const answer = await browser.json('GET', '/session');
      assert.deepEqual([answer.statusCode, answer.json().user.firstName], [200, 'Robin']);
    };
    await check();
    assert.equal(await readsDuring(check), 0);
    apps.one.clock.advance(seconds(59));
    assert.equal(await readsDuring(check), 0);
    apps.one.clock.advance(seconds(1));
    assert.ok((await readsDuring(check)) > 0);
    assert.equal(await readsDuring(check), 0);
  });

  it('serves forward-auth in the same way, and what one proved the other trusts', async () => {
    const { browser, email } = await aPerson(apps.one);
    const ask = async () => {
      const { statusCode, headers } = await browser.get('/forward-auth');
      assert.deepEqual([statusCode, headers['x-auth-email']], [204, email]);
    };
    assert.equal(await readsDuring(ask), 1);
    assert.equal(await readsDuring(ask), 0);
    assert.equal(await readsDuring(() => browser.json('GET', '/session')), 0);
    apps.one.clock.advance(minutes(1));
    assert.equal(await readsDuring(ask), 1);
  });

  it('says the new name in every session as soon as it is saved', async () => {
    const person = await aPerson(apps.one);
    const other = createBrowser(apps.two);
    await signIn(other, person);
    const nameIn = async (browser: typeof other) =>
      (await browser.json('GET', '/session')).json().user.firstName;
    for (const browser of [other, person.browser]) assert.equal(await nameIn(browser), 'Robin');
    await person.browser.json('PATCH', '/account/profile', { firstName: 'Kim' });
    for (const browser of [other, person.browser]) assert.equal(await nameIn(browser), 'Kim');
    assert.equal(await readsDuring(() => nameIn(person.browser)), 0);
  });

  it('asks the database while a change is under way, and ever after one that was cut off', async () => {
    const { browser, email } = await aPerson(apps.one);
    const check = () => browser.json('GET', '/session');
    await check();
    const { nouns, platform } = apps.two;
    const canonical = emailOf(email).canonical;
    const user = await nouns.users.findByEmail(platform.databases.primary, canonical);
    assert.ok(user);
    const { id } = user;
    const cutOff = platform.databases.inTransaction(canonical, async (tx) => {
      await nouns.users.raiseSecurityVersion(tx, id);
      assert.ok((await readsDuring(check)) > 0);
      assert.ok((await readsDuring(check)) > 0, 'what is read meanwhile proves nothing');
      throw new Error('cut off');
    });
    await assert.rejects(cutOff, /cut off/);
    assert.ok((await readsDuring(check)) > 0);
    assert.equal((await check()).statusCode, 200);
  });
});
