import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { migrate } from '#platform/database/migrate.ts';
import { openPostgres } from '#platform/database/postgres.ts';
import { between } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createEmptyDatabase, dumpRows } from '#test/support/empty-database.ts';
import { MIGRATIONS } from '#test/support/migrations.ts';
import { nextCode, signIn } from '#test/support/people.ts';
import { silentLog } from '#test/support/silent-log.ts';
import { type KeptPeople, makePeople } from './kept-people.ts';

/*
 * `NNNN.sql` holds the rows as the version wrote them whose newest migration was NNNN, `NNNN.json` what the people in it
 * know. UPDATE_SNAPSHOTS=yes writes those of this version; older ones are never written anew.
 */
const FIXTURES = join(import.meta.dirname, 'fixtures');
const NEWEST = readdirSync(MIGRATIONS).sort().at(-1)?.slice(0, 4) ?? '';

if (process.env.UPDATE_SNAPSHOTS) await writeFixture();
const numbers = readdirSync(FIXTURES)
  .filter((file) => file.endsWith('.sql'))
  .map((file) => file.slice(0, 4));

for (const number of numbers) {
  describe(`rows as migration ${number} left them`, () => {
    const people: KeptPeople = JSON.parse(readFileSync(join(FIXTURES, `${number}.json`), 'utf8'));
    let testApp: TestApp;
    let database: TestDatabase;
    before(async () => {
      database = await openOldDatabase(number);
      testApp = await buildTestApp({ database, state: 'postgres' });
      testApp.clock.advance(between(testApp.clock.now(), new Date(people.madeAt)));
    });
    after(async () => {
      await testApp?.close();
    });
    const browserWith = (name: string, value: string) => {
      const browser = createBrowser(testApp);
      browser.cookies.set(name, value);
      return browser;
    };

    it('keep passwords, profiles, sessions and the record of what happened', async () => {
      const { email, password, session, endedSession } = people.plain;
      await signIn(createBrowser(testApp), { email, password });
      const browser = browserWith('session', session);
      assert.equal((await browser.json('GET', '/session')).json().user.email, email);
      const profile = (await browser.json('GET', '/account/profile')).json();
      assert.deepEqual([profile.country, profile.dateOfBirth], ['NL', '1980-02-29']);
      const { events } = (await browser.json('GET', '/account/events')).json();
      assert.ok(events.length >= 3, JSON.stringify(events));
      const ended = await browserWith('session', endedSession).json('GET', '/session');
      assert.equal(ended.statusCode, 401);
    });

    it('keep second factors, and which codes were used', async () => {
      const { email, password, secret, recoveryCodes, usedCode } = people.careful;
      const enter = async (code: string) => {
        const browser = createBrowser(testApp);
        assert.equal((await signIn(browser, { email, password })).status, 'second_factor_required');
        return (await browser.json('POST', '/sign-in/second-factor', { code })).statusCode;
      };
      assert.equal(await enter(usedCode), 401);
      assert.equal(await enter(nextCode(testApp, secret)), 200);
      assert.equal(await enter(recoveryCodes[0] ?? ''), 200);
    });

    it('keep links good that were mailed before', async () => {
      const { waiting, forgetful, plain } = people;
      const browser = createBrowser(testApp);
      const { token, password } = waiting;
      assert.equal((await browser.json('POST', '/verify-email', { token, password })).statusCode, 204);
      await signIn(browser, waiting);

      const reset = { token: forgetful.resetToken, password: 'another long phrase' };
      assert.equal((await browser.json('POST', '/reset-password', reset)).statusCode, 204);
      await signIn(createBrowser(testApp), { email: forgetful.email, password: reset.password });
      const { email, oldPassword } = forgetful;
      const old = await createBrowser(testApp).json('POST', '/sign-in', { email, password: oldPassword });
      assert.equal(old.statusCode, 401);

      assert.equal((await browser.json('POST', '/not-me', { token: plain.notMeToken })).statusCode, 204);
      const stolen = await browserWith('session', plain.session).json('GET', '/session');
      assert.equal(stolen.statusCode, 401);
    });

    it('keep mail that waits, and keep out whoever was disabled', async () => {
      await testApp.runJobs();
      assert.ok(testApp.mailer.sent.some(({ to }) => to === people.expecting.email));
      const answer = await createBrowser(testApp).json('POST', '/sign-in', people.disabled);
      assert.equal(answer.statusCode, 401);
    });
  });
}

/** Made by the old migrations, filled with the old rows, then brought up to date. */
async function openOldDatabase(number: string): Promise<TestDatabase> {
  const { url, drop } = await createEmptyDatabase();
  const databases = openPostgres({ url, poolSize: 5, log: silentLog });
  const older = mkdtempSync(join(tmpdir(), 'latchkey-migrations-'));
  for (const file of readdirSync(MIGRATIONS).filter((file) => file.slice(0, 4) <= number))
    cpSync(join(MIGRATIONS, file), join(older, file));
  await migrate(databases.primary, older);
  rmSync(older, { recursive: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(readFileSync(join(FIXTURES, `${number}.sql`), 'utf8'));
  await client.end();
  await migrate(databases.primary, MIGRATIONS);
  return { databases, url, drop: () => databases.close().then(drop) };
}

async function writeFixture(): Promise<void> {
  const database = await createTestDatabase('postgres');
  const testApp = await buildTestApp({ database, state: 'postgres' });
  const people = await makePeople(testApp);
  writeFileSync(join(FIXTURES, `${NEWEST}.sql`), `${dumpRows(database.url ?? '')}\n`);
  writeFileSync(join(FIXTURES, `${NEWEST}.json`), `${JSON.stringify(people, undefined, 2)}\n`);
  await testApp.close();
}
