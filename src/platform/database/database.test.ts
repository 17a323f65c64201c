import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import type { UserId } from '#domain/ids.ts';
import * as passwords from '#domain/passwords/passwords.repository.ts';
import * as totp from '#domain/totp/totp.repository.ts';
import * as users from '#domain/users/users.repository.ts';
import { describeOnEveryDatabase, inParallel } from '#test/support/every-database.ts';
import { type Databases, type PrimaryDb, reading, type Transaction, writing } from './database.ts';

interface Tables {
  notes: { id: number; text: string };
}

describeOnEveryDatabase('databases', (stage) => {
  const textsOf = async (db: PrimaryDb) =>
    (await reading<Tables>(db).selectFrom('notes').select('text').orderBy('id').execute()).map(
      ({ text }) => text,
    );
  const insert = (db: PrimaryDb, id: number, text: string) =>
    writing<Tables>(db).insertInto('notes').values({ id, text }).execute();
  const emptyNotes = async () => {
    const db = writing<Tables>(stage.databases.primary);
    await sql`CREATE TABLE IF NOT EXISTS notes (id integer PRIMARY KEY, text text NOT NULL)`.execute(db);
    await sql`TRUNCATE notes`.execute(db);
  };

  it('commit a transaction whole and hand its answer on', async () => {
    await emptyNotes();
    const answer = await stage.databases.inTransaction('robin@example.org', async (tx) => {
      await insert(tx, 1, 'one');
      await insert(tx, 2, 'two');
      return (await textsOf(tx)).length;
    });
    assert.equal(answer, 2);
    assert.deepEqual(await textsOf(stage.databases.primary), ['one', 'two']);
  });

  it('roll a transaction back whole when its work throws, and throw the same', async () => {
    await emptyNotes();
    const surprise = new Error('half way');
    const work = stage.tx(async (tx) => {
      await insert(tx, 1, 'one');
      throw surprise;
    });
    await assert.rejects(work, surprise);
    assert.deepEqual(await textsOf(stage.databases.primary), []);
  });

  it('roll a transaction back whole when a statement fails, caught or not', async () => {
    await emptyNotes();
    const work = stage.tx(async (tx) => {
      await insert(tx, 1, 'one');
      await insert(tx, 1, 'again').catch(() => {});
      await insert(tx, 2, 'two');
    });
    await assert.rejects(work);
    assert.deepEqual(await textsOf(stage.databases.primary), []);
  });

  it('serve more callers than there are connections', async () => {
    await emptyNotes();
    await inParallel(40, (index) => stage.tx((tx) => insert(tx, index, `text ${index}`)));
    assert.equal((await textsOf(stage.databases.primary)).length, 40);
    const read = await inParallel(40, () =>
      stage.databases.deciding('robin@example.org', (db) => read1(db as PrimaryDb)),
    );
    assert.equal(read.length, 40);
  });

  it('keep calendar dates as they are written, bytes as bytes and instants to the millisecond', async () => {
    const at = new Date('2030-01-15T10:00:05.123Z');
    const { rows } = await sql<{ date: string; bytes: Uint8Array; at: Date }>`
      SELECT '1999-12-31'::date AS date, ${new Uint8Array([0, 255, 92])}::bytea AS bytes, ${at}::timestamptz AS at
    `.execute(writing(stage.databases.primary));
    assert.equal(rows[0]?.date, '1999-12-31');
    assert.deepEqual([...(rows[0]?.bytes ?? [])], [0, 255, 92]);
    assert.equal(rows[0]?.at.getTime(), at.getTime());
  });

  it('answer a ping', async () => {
    await stage.databases.ping();
  });
});

const read1 = async (db: PrimaryDb) => (await sql`SELECT 1`.execute(writing(db))).rows.length;

/** Never called: the compiler is the test. Each line must stay an error, else `tsc` fails on the unused directive. */
export function onlyTheCompilerReadsThis(databases: Databases, tx: Transaction, id: UserId): void {
  const { replica, primary } = databases;
  // What is only shown may come from anywhere.
  void users.findBy(replica, 'id', id);
  void users.findBy(primary, 'id', id);
  void users.findBy(tx, 'id', id);

  // @ts-expect-error a replica may lag: it must not decide whether a password fits
  void passwords.find(replica, id);
  // @ts-expect-error nor whether a second factor is on
  void totp.exists(replica, id);
  // @ts-expect-error a replica cannot be written
  writing(replica);
  // @ts-expect-error nor used where the primary's answer is needed
  void users.currentVersion(replica, id);
  // @ts-expect-error what must happen together needs a transaction
  void users.raiseSecurityVersion(primary, id);
  void databases.deciding('robin@example.org', async (db) => {
    void passwords.find(db, id);
    // @ts-expect-error a fresh replica is still a replica
    void users.currentVersion(db, id);
    // @ts-expect-error and is no transaction
    void users.raiseSecurityVersion(db, id);
  });
  // @ts-expect-error a view for reading has no writes
  reading<Tables>(primary).insertInto('notes').values({});
}
