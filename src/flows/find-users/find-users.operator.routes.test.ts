import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { minutes } from '#platform/duration.ts';
import { createBrowser } from '#test/support/browser.ts';
import { rows } from '#test/support/observe.ts';
import { buildOperatedApp, type OperatedApp } from '#test/support/operator.ts';
import { aPerson, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('finding users', () => {
  let testApp: OperatedApp;
  before(async () => {
    testApp = await buildOperatedApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  const find = async (text: unknown) => {
    const answer = await testApp.operator.run('/users/find', { text });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  };
  const rename = (from: string, to: string) =>
    rows(
      testApp,
      sql`UPDATE users SET email = ${to}, email_canonical = ${to.toLowerCase()} WHERE email = ${from}`,
    );

  it('shows who they are, since when, second factor, sessions, last seen, and whether they are disabled', async () => {
    const createdAt = testApp.clock.now().toISOString();
    const person = await aPerson(testApp, { hasTotp: true });
    testApp.clock.advance(minutes(5));
    await person.browser.json('GET', '/session');
    const lastSeenAt = testApp.clock.now().toISOString();
    const { users, hasMore } = await find(person.email);
    const { email, firstName, lastName } = person;
    const shown = { email, firstName, lastName, createdAt, secondFactor: true, sessions: 1, lastSeenAt };
    const { id } = users[0];
    assert.deepEqual(users, [{ id, ...shown }]);
    assert.equal(hasMore, false);

    await testApp.operator.run('/users/disable', { user: email });
    const { lastSeenAt: _, ...disabled } = { ...shown, sessions: 0, disabledAt: lastSeenAt };
    assert.deepEqual((await find(email)).users, [{ id, ...disabled }]);
  });

  it('goes by id, by address in any spelling, or by a part of the address', async () => {
    const person = await aPerson(testApp);
    const [found] = (await find(person.email)).users;
    const part = person.email.slice(0, person.email.indexOf('@'));
    for (const text of [
      found.id,
      found.id.toUpperCase(),
      person.email.toUpperCase(),
      `${part}@`,
      ` ${part} `,
    ])
      assert.deepEqual((await find(text)).users, [found], text);
    for (const text of ['01890000-0000-7000-8000-000000000000', 'nobody@example.org', 'zzz'])
      assert.deepEqual((await find(text)).users, [], text);
  });

  it('takes signs that patterns are made of for what they are', async () => {
    const [one, other] = [await aPerson(testApp), await aPerson(testApp)];
    await rename(one.email, '100%_sure@example.org');
    await rename(other.email, '100xysure@example.org');
    const addresses = async (text: string) =>
      (await find(text)).users.map((user: { email: string }) => user.email);
    assert.deepEqual(await addresses('0%_s'), ['100%_sure@example.org']);
    assert.deepEqual(await addresses('%'), ['100%_sure@example.org']);
    assert.deepEqual(await addresses('\\'), []);
    assert.deepEqual(await addresses("'; DROP TABLE users --"), []);
  });

  it('shows at most fifty, and says when there are more', async () => {
    await rows(
      testApp,
      sql`INSERT INTO users (id, email, email_canonical, first_name, last_name, wants_second_factor, created_at)
        SELECT gen_random_uuid(), 'many-' || n || '@example.org', 'many-' || n || '@example.org', 'A', 'B', false, now()
        FROM generate_series(1, 51) AS n`,
    );
    const found = await find('many-');
    assert.deepEqual([found.users.length, found.hasMore], [50, true]);
  });

  it('needs something to look for', async () => {
    for (const text of ['', '  ', 7, undefined, 'x'.repeat(257)])
      assert.equal((await testApp.operator.run('/users/find', { text })).statusCode, 422);
  });

  it('counts sessions that live, and no others', async () => {
    const person = await aPerson(testApp);
    await signIn(createBrowser(testApp), person);
    assert.equal((await find(person.email)).users[0].sessions, 2);
    await person.browser.json('DELETE', '/sessions');
    assert.equal((await find(person.email)).users[0].sessions, 1);
  });
});
