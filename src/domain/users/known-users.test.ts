import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOnEveryDatabase, emailOf } from '#test/support/every-database.ts';
import { NOBODY, type UserId } from '../ids.ts';
import { createUsers } from './users.ts';

describeOnEveryDatabase('users as operators see them', (stage) => {
  const users = createUsers({ clock: stage.clock, random: stage.random, onVersionRaised: async () => {} });
  const disable = (id: UserId) => stage.tx((tx) => users.disable(tx, id));
  const search = async (part: string, limit = 50) =>
    (await users.searchKnown(stage.databases.primary, part, limit)).map(({ email }) => email.address);

  it('are found by id and by address, disabled or not, and say which', async () => {
    const { primary } = stage.databases;
    const user = await stage.aUser('known@example.org');
    const email = emailOf('KNOWN@example.org');
    assert.deepEqual(await users.findKnown(primary, { email }), { ...user, disabledAt: undefined });
    await disable(user.id);
    const disabled = { ...user, revision: 2, disabledAt: stage.clock.now() };
    assert.deepEqual(await users.findKnown(primary, { id: user.id }), disabled);
    assert.deepEqual(await users.findKnown(primary, { email }), disabled);
    assert.deepEqual(await users.listKnown(primary, [user.id, NOBODY]), [disabled]);
    assert.equal(await users.findKnown(primary, { id: NOBODY }), undefined);
    assert.deepEqual(await users.listKnown(primary, []), []);
  });

  it('are nobody at the doors of people while they are disabled, and somebody again afterwards', async () => {
    const { primary } = stage.databases;
    const { id } = await stage.aUser();
    await disable(id);
    assert.equal(await users.findById(primary, id), undefined);
    assert.equal(await stage.tx((tx) => users.isStillAt(tx, id, 1)), false);
    await stage.tx((tx) => users.enable(tx, id));
    assert.equal((await users.findById(primary, id))?.id, id);
    assert.equal(await stage.tx((tx) => users.isStillAt(tx, id, 1)), true);
  });

  it('are locked for the change, also when disabled', async () => {
    const { id } = await stage.aUser();
    await disable(id);
    assert.equal((await stage.tx((tx) => users.lockKnown(tx, id)))?.id, id);
    assert.equal(await stage.tx((tx) => users.lockKnown(tx, NOBODY)), undefined);
  });

  it('are found by any part of the address in any case, by address, up to a limit', async () => {
    for (const address of ['b.part@Example.org', 'a_part@example.org', 'aXpart@example.org'])
      await stage.aUser(address);
    assert.deepEqual(await search('PART@EXAMPLE'), [
      'a_part@example.org',
      'aXpart@example.org',
      'b.part@Example.org',
    ]);
    assert.deepEqual(await search('a_part'), ['a_part@example.org']);
    assert.deepEqual(await search('part@', 2), ['a_part@example.org', 'aXpart@example.org']);
    assert.deepEqual(await search('%part'), []);
    assert.deepEqual(await search('\\'), []);
  });
});
