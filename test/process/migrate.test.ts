import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { createEmptyDatabase, type EmptyDatabase } from '#test/support/empty-database.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('migrating without the service', () => {
  let database: EmptyDatabase;
  before(async () => {
    database = await createEmptyDatabase();
  });
  after(() => database.drop());

  const migrate = (url: string) => {
    const environment = { PATH: process.env.PATH, MIGRATION_DATABASE_URL: url };
    const { status, stdout } = spawnSync(process.execPath, ['src/migrate.ts'], {
      cwd: ROOT,
      env: environment,
      encoding: 'utf8',
    });
    return { status, output: stdout };
  };

  it('makes the tables once, says which files it took, and ends', async () => {
    const first = migrate(database.url);
    assert.equal(first.status, 0, first.output);
    assert.match(first.output, /"applied":\["0001_/);
    const again = migrate(database.url);
    assert.equal(again.status, 0, again.output);
    assert.doesNotMatch(again.output, /0001_/);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query("SELECT to_regclass('users') IS NOT NULL AS is_there");
    await client.end();
    assert.deepEqual(rows, [{ is_there: true }]);
  });

  it('fails where no server answers', () => {
    const { status, output } = migrate('postgres://somebody:a-secret@127.0.0.1:1/latchkey');
    assert.equal(status, 1);
    assert.match(output, /MIGRATION_DATABASE_URL/);
    assert.ok(!output.includes('a-secret'));
  });
});
