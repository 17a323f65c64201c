import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { type KyselyPlugin, type RawBuilder, sql } from 'kysely';
import { type PrimaryDb, writing } from '#platform/database/database.ts';
import { describeOnEveryDatabase } from '#test/support/every-database.ts';
import { NOBODY, type UserId } from '../ids.ts';
import { createAccountChanges } from './account-changes.ts';

const PATIENCE = 20_000;

describeOnEveryDatabase('what is remembered of accounts', (stage) => {
  const byHand = (statement: RawBuilder<unknown>) => statement.execute(writing(stage.databases.primary));

  // Those of tests before might come again.
  beforeEach(() => byHand(sql`DELETE FROM account_changes`));

  /** As two instances would: a memory that somebody wants, watched from now on. */
  const open = async (primary = stage.databases.primary) => {
    let elapsed = 1_000_000;
    const changes = createAccountChanges({ primary, elapsed: () => elapsed });
    const memory = changes.remembering<{ name: string }>();
    memory.recall(NOBODY);
    await changes.look();
    return {
      ...changes,
      ...memory,
      pass(milliseconds: number) {
        elapsed += milliseconds;
      },
      remember: (id: UserId) => memory.keep(id, async () => ({ name: `that of ${id}` })),
      /** Notes come again while any transaction on the server is older than they are, one of another test for instance. */
      async settle(id: UserId) {
        const deadline = Date.now() + PATIENCE;
        while (memory.recall(id) === undefined) {
          assert.ok(Date.now() < deadline, 'what is remembered stays');
          await memory.keep(id, async () => ({ name: `that of ${id}` }));
          await pause(20);
          await changes.look();
        }
      },
    };
  };

  it('stays for as long as nobody changes it', async () => {
    const [one, other] = [await stage.aUser(), await stage.aUser()];
    const memory = await open();
    assert.equal(memory.recall(one.id), undefined);
    await memory.remember(one.id);
    await memory.remember(other.id);
    await byHand(sql`UPDATE users SET first_name = 'Changed' WHERE id = ${other.id}`);
    await memory.look();
    assert.deepEqual(memory.recall(one.id), { name: `that of ${one.id}` });
    assert.equal(memory.recall(other.id), undefined);
  });

  const byHands: Record<string, (id: UserId) => RawBuilder<unknown>> = {
    'somebody is disabled': (id) => sql`UPDATE users SET disabled_at = now() WHERE id = ${id}`,
    'somebody is deleted': (id) => sql`DELETE FROM users WHERE id = ${id}`,
    'a second factor is put in': (id) => aSecret(id),
    'everybody is deleted': () => sql`TRUNCATE users CASCADE`,
  };
  for (const [what, statement] of Object.entries(byHands)) {
    it(`is forgotten at the next look when by hand ${what}`, async () => {
      const { id } = await stage.aUser();
      const [one, two] = [await open(), await open()];
      for (const memory of [one, two]) await memory.remember(id);
      await byHand(statement(id));
      for (const memory of [one, two]) {
        await memory.look();
        assert.equal(memory.recall(id), undefined);
      }
    });
  }

  it('is forgotten when a second factor is taken out by hand, and not when a code is used', async () => {
    const { id } = await stage.aUser();
    await byHand(aSecret(id));
    const memory = await open();
    await memory.settle(id);
    await byHand(sql`UPDATE totp_secrets SET last_step = last_step + 1 WHERE user_id = ${id}`);
    await memory.look();
    assert.ok(memory.recall(id));
    await byHand(sql`DELETE FROM totp_secrets WHERE user_id = ${id}`);
    await memory.look();
    assert.equal(memory.recall(id), undefined);
  });

  it('is not kept of what was read before a change that is seen meanwhile', async () => {
    const { id } = await stage.aUser();
    const memory = await open();
    await memory.keep(id, async () => {
      await byHand(sql`UPDATE users SET first_name = 'Changed' WHERE id = ${id}`);
      await memory.look();
      return { name: 'as it was before' };
    });
    assert.equal(memory.recall(id), undefined);
  });

  it('is read in the background too, once at a time for each, and what fails there is left', async () => {
    const { id } = await stage.aUser();
    const memory = await open();
    const isOver = Promise.withResolvers<{ name: string }>();
    let reads = 0;
    for (let count = 0; count < 3; count += 1)
      memory.keepLater(id, () => {
        reads += 1;
        return isOver.promise;
      });
    assert.equal(reads, 1);
    isOver.resolve({ name: 'read later' });
    await setImmediate();
    assert.deepEqual(memory.recall(id), { name: 'read later' });
    memory.keepLater(NOBODY, async () => {
      throw new Error('the primary is away');
    });
    await setImmediate();
    assert.equal(memory.recall(NOBODY), undefined);
  });

  it('counts for a second after the last look, and a look that fails ends it', async () => {
    const { id } = await stage.aUser();
    const memory = await open();
    await memory.remember(id);
    memory.pass(1_000);
    assert.ok(memory.recall(id));
    memory.pass(1);
    assert.equal(memory.recall(id), undefined);
    await memory.look();
    assert.ok(memory.recall(id));
    await byHand(sql`ALTER TABLE account_changes RENAME TO away`);
    await assert.rejects(memory.look());
    await byHand(sql`ALTER TABLE away RENAME TO account_changes`);
    await memory.look();
    assert.equal(memory.recall(id), undefined);
  });

  it('is not looked after while nobody asks, and is right again when somebody does', async () => {
    const { id } = await stage.aUser();
    const memory = await open();
    await memory.remember(id);
    memory.pass(10_001);
    await memory.look();
    assert.equal(memory.recall(id), undefined, 'nothing was looked at');
    await byHand(sql`UPDATE users SET first_name = 'Changed' WHERE id = ${id}`);
    await memory.look();
    assert.equal(memory.recall(id), undefined, 'what happened in between is seen');
  });

  it('is forgotten after a pause for which notes are not kept, by the clock of the server', async () => {
    const { id } = await stage.aUser();
    let slept = 0;
    const later: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => ({
        ...result,
        rows: result.rows.map((row) => ({ ...row, at: new Date((row.at as Date).getTime() + slept) })),
      }),
    };
    const primary = writing(stage.databases.primary).withPlugin(later) as unknown as PrimaryDb;
    const memory = await open(primary);
    await memory.remember(id);
    slept = 30 * 60_000 - 60_000;
    await memory.look();
    assert.ok(memory.recall(id));
    slept += 31 * 60_000;
    await memory.look();
    assert.equal(memory.recall(id), undefined);
  });

  it('is bounded', async () => {
    const memory = await open();
    const ids = Array.from({ length: 20_001 }, (_, index) => `somebody ${index}` as UserId);
    for (const id of ids) await memory.remember(id);
    assert.equal(memory.recall(ids[0] as UserId), undefined);
    assert.ok(memory.recall(ids[1] as UserId));
    assert.ok(memory.recall(ids[20_000] as UserId));
  });

  it('rests on notes that go after an hour, by the clock of the server', async () => {
    const { id } = await stage.aUser();
    const memory = await open();
    await byHand(sql`DELETE FROM account_changes`);
    await byHand(sql`UPDATE users SET first_name = 'Changed' WHERE id = ${id}`);
    await byHand(
      sql`INSERT INTO account_changes (user_id, changed_at) VALUES (${id}, now() - interval '61 minutes')`,
    );
    await memory.purge();
    const { rows } = await sql`SELECT 1 FROM account_changes`.execute(writing(stage.databases.primary));
    assert.equal(rows.length, 1);
  });
});

const aSecret = (id: UserId) =>
  sql`INSERT INTO totp_secrets (user_id, key_id, ciphertext, last_step, confirmed_at) VALUES (${id}, 'k', '\\x00', 1, now())`;
