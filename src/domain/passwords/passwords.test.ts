import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { describeOnEveryDatabase, everythingIn, inParallel } from '#test/support/every-database.ts';
import { NOBODY } from '../ids.ts';
import {
  createPasswordHasher,
  createPasswords,
  type Password,
  type PasswordHash,
  parsePassword,
} from './passwords.ts';

const CHEAP = { memoryKib: 8, passes: 1, parallelism: 1 };
const RIGHT = parsePassword('gravel lantern ostrich') as Password;
const WRONG = parsePassword('gravel lantern ostricH') as Password;

describeOnEveryDatabase('passwords', (stage) => {
  const hasher = createPasswordHasher(CHEAP, { threads: 1 });
  /** The costs of the hash that each guess was compared with. */
  const worked: (string | undefined)[] = [];
  const dearer = createPasswordHasher({ ...CHEAP, memoryKib: 16 }, { threads: 1 });
  after(() => Promise.all([hasher.close(), dearer.close()]));
  const judged: boolean[] = [];
  const passwords = createPasswords({
    hasher: {
      ...hasher,
      verify(hash, password) {
        worked.push(/^\$argon2id\$.*\$m=.*?\$/.exec(hash)?.[0]);
        return hasher.verify(hash, password);
      },
    },
    clock: stage.clock,
    onVerified: (matches) => judged.push(matches),
  });
  const today = createPasswords({ hasher: dearer, clock: stage.clock });

  const somebody = async () => {
    const { id } = await stage.aUser();
    const hash = await passwords.hash(RIGHT);
    await stage.tx((tx) => passwords.set(tx, id, hash));
    const stored = await passwords.find(stage.databases.primary, id);
    assert.ok(stored);
    return { id, stored };
  };
  const hashOf = async (id: typeof NOBODY) => (await passwords.find(stage.databases.primary, id))?.hash;

  it('fit whoever set them, and no other text', async () => {
    const { stored } = await somebody();
    assert.equal(await passwords.verify(stored, RIGHT), true);
    assert.equal(await passwords.verify(stored, WRONG), false);
  });

  it('cost nobody the same work and fit nobody', async () => {
    const { stored } = await somebody();
    judged.length = 0;
    worked.length = 0;
    assert.equal(await passwords.find(stage.databases.primary, NOBODY), undefined);
    assert.equal(await passwords.verify(stored, WRONG), false);
    assert.equal(await passwords.verify(undefined, RIGHT), false);
    assert.equal(
      await passwords.verify(undefined, parsePassword('nobody has this password') as Password),
      false,
    );
    assert.deepEqual(judged, [false, false, false], 'all guesses were judged, and counted');
    const [known] = worked;
    assert.match(known ?? '', /m=8,t=1,p=1/);
    assert.deepEqual(worked, [known, known, known], 'as much was done for nobody');
  });

  it('are stored as argon2id and never in the clear', async () => {
    await somebody();
    const rows = await everythingIn(stage.databases.primary, 'passwords', 'users');
    assert.match(rows, /\$argon2id\$v=19\$/);
    assert.ok(!rows.includes(RIGHT));
  });

  it('are replaced when set anew', async () => {
    const { id, stored } = await somebody();
    const hash = await passwords.hash(WRONG);
    await stage.tx((tx) => passwords.set(tx, id, hash));
    assert.notEqual(await hashOf(id), stored.hash);
    assert.equal(await hashOf(id), hash);
  });

  it('are changed by one of twenty who verified the same old one', async () => {
    const { id, stored } = await somebody();
    const hashes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => passwords.hash(`${RIGHT} ${index}` as Password)),
    );
    const changed = await inParallel(20, (index) =>
      stage.tx((tx) => passwords.change(tx, stored, hashes[index % 8] as PasswordHash)),
    );
    const winner = changed.indexOf(true);
    assert.equal(changed.filter(Boolean).length, 1);
    assert.equal(await hashOf(id), hashes[winner % 8]);
  });

  it('are hashed again at today’s costs after a right one, and only then', async () => {
    const { id, stored } = await somebody();
    await passwords.rehashIfOutdated(stage.databases.primary, stored, RIGHT);
    assert.equal(await hashOf(id), stored.hash, 'costs are as they were');

    await today.rehashIfOutdated(stage.databases.primary, stored, RIGHT);
    const renewed = await passwords.find(stage.databases.primary, id);
    assert.match(renewed?.hash ?? '', /m=16,/);
    assert.equal(await today.verify(renewed, RIGHT), true);
  });

  it('that were removed fit nobody, are brought back by nothing old, and can be set anew', async () => {
    const { id, stored } = await somebody();
    const other = await somebody();
    await stage.tx((tx) => passwords.remove(tx, id));
    assert.equal(await hashOf(id), undefined);
    assert.ok(await hashOf(other.id));
    const hash = await passwords.hash(WRONG);
    assert.equal(await stage.tx((tx) => passwords.change(tx, stored, hash)), false);
    await today.rehashIfOutdated(stage.databases.primary, stored, RIGHT);
    assert.equal(await hashOf(id), undefined);
    await stage.tx((tx) => passwords.set(tx, id, hash));
    assert.equal(await hashOf(id), hash);
  });

  it('are not brought back by hashing an old one again while it is changed', async () => {
    const { id, stored } = await somebody();
    const changed = await passwords.hash(WRONG);
    await stage.tx((tx) => passwords.change(tx, stored, changed));
    await today.rehashIfOutdated(stage.databases.primary, stored, RIGHT);
    assert.equal(await hashOf(id), changed);
  });
});
