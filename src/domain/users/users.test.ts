import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { type PrimaryDb, writing } from '#platform/database/database.ts';
import { describeOnEveryDatabase, emailOf, inParallel } from '#test/support/every-database.ts';
import { NOBODY, type UserId } from '../ids.ts';
import { createUsers } from './users.ts';

const ROBIN = {
  firstName: 'Róbin 🦊',
  lastName: "O'Neil; DROP TABLE users",
  country: 'IE',
  dateOfBirth: '1999-12-31',
  wantsSecondFactor: true,
  language: 'de',
} as const;

describeOnEveryDatabase('users', (stage) => {
  const raised: [UserId, number][] = [];
  const users = createUsers({
    clock: stage.clock,
    random: stage.random,
    onVersionRaised: async (_tx, id, version) => {
      raised.push([id, version]);
    },
  });
  const create = (address: string) =>
    stage.tx((tx) => users.create(tx, { ...ROBIN, email: emailOf(address) }));
  const disable = (db: PrimaryDb, id: UserId) =>
    sql`UPDATE users SET disabled_at = ${stage.clock.now()}::timestamptz WHERE id = ${id}`.execute(
      writing(db),
    );

  it('are found by id and by address with everything that was said about them', async () => {
    const { primary } = stage.databases;
    const email = emailOf('Robin@Bücher.example');
    const created = await stage.tx((tx) => users.create(tx, { ...ROBIN, email }));
    assert.deepEqual(
      await users.findByEmail(primary, emailOf('robin@xn--bcher-kva.example').canonical),
      created,
    );
    assert.deepEqual(await users.findById(primary, created?.id as UserId), created);
    assert.deepEqual(created, {
      ...ROBIN,
      email,
      id: created?.id,
      securityVersion: 1,
      revision: 1,
      createdAt: stage.clock.now(),
    });
    assert.equal(await users.findById(primary, NOBODY), undefined);
    assert.equal(await users.findByEmail(primary, emailOf('nobody@example.org').canonical), undefined);
  });

  it('have an address alone: of twenty who prove it at once one gets the account', async () => {
    const created = await inParallel(20, (index) =>
      create(index % 2 ? 'Once@Example.org' : 'once@example.org'),
    );
    assert.equal(created.filter(Boolean).length, 1);
    assert.equal(await create('ONCE@example.ORG'), undefined);
  });

  it('may leave out country and date of birth, and change what they said', async () => {
    const { id } = await stage.aUser('plain@example.org');
    const bare = await users.findById(stage.databases.primary, id);
    assert.deepEqual([bare?.country, bare?.dateOfBirth], [undefined, undefined]);

    const profile = { firstName: 'Kim', lastName: 'Lee', country: 'KR', dateOfBirth: '2000-02-29' };
    assert.equal(await stage.tx((tx) => users.changeProfile(tx, id, profile)), 2);
    assert.deepEqual(await users.findById(stage.databases.primary, id), { ...bare, ...profile, revision: 2 });
    await stage.tx((tx) =>
      users.changeProfile(tx, id, { ...profile, country: undefined, dateOfBirth: undefined }),
    );
    const emptied = await users.findById(stage.databases.primary, id);
    assert.deepEqual([emptied?.country, emptied?.dateOfBirth], [undefined, undefined]);
  });

  it('have their wish for a second factor forgotten once it is settled', async () => {
    const user = await create('wish@example.org');
    await stage.tx((tx) => users.forgetWish(tx, user?.id as UserId));
    assert.equal(
      (await users.findById(stage.databases.primary, user?.id as UserId))?.wantsSecondFactor,
      false,
    );
  });

  it('have a security version that every raise raises by one, told to who holds sessions', async () => {
    const { id } = await stage.aUser();
    const { primary } = stage.databases;
    assert.equal(await users.currentVersion(primary, id), 1);
    const versions = await inParallel(20, () => stage.tx((tx) => users.raiseSecurityVersion(tx, id)));
    assert.deepEqual(
      versions.sort((one, other) => one - other),
      Array.from({ length: 20 }, (_, index) => index + 2),
    );
    assert.equal(await users.currentVersion(primary, id), 21);
    assert.deepEqual(
      raised
        .filter(([of]) => of === id)
        .map(([, version]) => version)
        .sort((a, b) => a - b),
      versions,
    );
  });

  it('keep their version when the change that raised it is rolled back', async () => {
    const { id } = await stage.aUser();
    const failing = stage.tx(async (tx) => {
      await users.raiseSecurityVersion(tx, id);
      throw new Error('something else failed');
    });
    await assert.rejects(failing, /something else/);
    assert.equal(await users.currentVersion(stage.databases.primary, id), 1);
  });

  it('are locked whatever their version, unless gone or disabled', async () => {
    const { id } = await stage.aUser();
    assert.equal(await stage.tx((tx) => users.lock(tx, id)), true);
    await stage.tx((tx) => users.raiseSecurityVersion(tx, id));
    const versions = await inParallel(10, () =>
      stage.tx(async (tx) => {
        assert.equal(await users.lock(tx, id), true);
        const before = await users.currentVersion(tx, id);
        return [before, await users.raiseSecurityVersion(tx, id)];
      }),
    );
    for (const [before, raised] of versions) assert.equal(raised, Number(before) + 1, 'nobody in between');
    await disable(stage.databases.primary, id);
    assert.equal(await stage.tx((tx) => users.lock(tx, id)), false);
    assert.equal(await stage.tx((tx) => users.lock(tx, NOBODY)), false);
  });

  it('are like unknown ones while they are disabled, and their address stays taken', async () => {
    const { primary } = stage.databases;
    const user = await create('disabled@example.org');
    const id = user?.id as UserId;
    await disable(primary, id);
    assert.equal(await users.findById(primary, id), undefined);
    assert.equal(await users.findByEmail(primary, emailOf('disabled@example.org').canonical), undefined);
    assert.equal(await users.currentVersion(primary, id), undefined);
    assert.equal(await users.currentVersion(primary, NOBODY), undefined);
    assert.equal(await create('disabled@example.org'), undefined);
  });

  it('are nobody once they are removed: the version was raised a last time, and the address is free', async () => {
    const { id, email } = await stage.aUser('leaving@example.org');
    const { primary } = stage.databases;
    const version = await stage.tx((tx) => users.remove(tx, id));
    assert.equal(version, 2);
    assert.deepEqual(raised.at(-1), [id, 2]);
    assert.equal(await users.findById(primary, id), undefined);
    assert.equal(await users.currentVersion(primary, id), undefined);
    const anew = await create(email.address);
    assert.ok(anew && anew.id !== id);
  });
});
