import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { createLogger } from '#platform/logger.ts';
import { openEmptyEmbedded } from '#test/support/embedded-template.ts';
import { createEmptyDatabase } from '#test/support/empty-database.ts';
import { MIGRATIONS } from '#test/support/migrations.ts';
import { type Databases, writing } from './database.ts';
import { migrate, splitStatements } from './migrate.ts';
import { openPostgres } from './postgres.ts';

const log = createLogger({ level: 'silent', isPretty: false });
const NAMES = readdirSync(MIGRATIONS)
  .map((file) => file.replace('.sql', ''))
  .sort();

const openers = {
  embedded: openEmptyEmbedded,
  postgres: async () => {
    const { url, drop } = await createEmptyDatabase();
    const databases = openPostgres({ url, poolSize: 4, log });
    return { databases, drop: () => databases.close().then(drop) };
  },
};

for (const [kind, openEmpty] of Object.entries(openers)) {
  describe(`migrating (${kind})`, () => {
    let opened: { databases: Databases; drop(): Promise<void> };
    let folder: string;
    before(async () => {
      opened = await openEmpty();
      folder = mkdtempSync(join(tmpdir(), 'latchkey-migrations-'));
    });
    after(async () => {
      await opened.drop();
      rmSync(folder, { recursive: true });
    });
    const tables = async () => {
      const { rows } = await sql<{ name: string }>`
        SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'
      `.execute(writing(opened.databases.primary));
      return rows.map(({ name }) => name);
    };

    it('leaves nothing of a failed run behind, tells which file failed, and can be tried again', async () => {
      writeFileSync(join(folder, '0001_fine.sql'), 'CREATE TABLE fine (id integer);\n');
      writeFileSync(join(folder, '0002_broken.sql'), 'CREATE TABLE half (id integer);\nSELECT nonsense;\n');
      await assert.rejects(migrate(opened.databases.primary, folder), /0002_broken/);
      assert.deepEqual(
        (await tables()).filter((name) => !name.startsWith('schema_migrations')),
        [],
      );
    });

    it('applies each file once and in order, when two processes start at once too', async () => {
      const { primary } = opened.databases;
      const applied = await Promise.all([migrate(primary, MIGRATIONS), migrate(primary, MIGRATIONS)]);
      assert.deepEqual(applied.flat(), NAMES);
      assert.deepEqual(await migrate(primary, MIGRATIONS), []);
      assert.ok((await tables()).includes('users'));
    });

    it('has nothing to do beside tables of a newer version, which an older one may start with', async () => {
      const { primary } = opened.databases;
      const older = mkdtempSync(join(tmpdir(), 'latchkey-migrations-'));
      writeFileSync(join(older, `${NAMES[0]}.sql`), 'SELECT nonsense;\n');
      assert.deepEqual(await migrate(primary, older), []);
      rmSync(older, { recursive: true });
    });

    it('refuses a database that knows more than these files', async () => {
      await assert.rejects(migrate(opened.databases.primary, folder));
    });
  });
}

describe('a migration file', () => {
  it('is split at semicolons that end a line', () => {
    const script =
      '-- why\nCREATE TABLE a (\n  id integer\n);\n\nINSERT INTO a VALUES (1); -- not an end\nSELECT 1;  \n';
    assert.deepEqual(splitStatements(script), [
      '-- why\nCREATE TABLE a (\n  id integer\n);',
      'INSERT INTO a VALUES (1); -- not an end\nSELECT 1;',
    ]);
  });

  it('keeps a function’s body whole', () => {
    const body = 'CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$;';
    assert.deepEqual(splitStatements(`${body}\nSELECT $$one line;$$;\n`), [body, 'SELECT $$one line;$$;']);
  });

  it('may lack the last semicolon and may hold nothing but words', () => {
    assert.deepEqual(splitStatements('SELECT 1;\nSELECT 2'), ['SELECT 1;', 'SELECT 2']);
    assert.deepEqual(splitStatements('-- nothing yet\n\n'), []);
    assert.deepEqual(splitStatements(''), []);
  });
});
