import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { MIGRATIONS } from '#test/support/migrations.ts';
import { writing } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';

describe('the embedded database', () => {
  const parent = mkdtempSync(join(tmpdir(), 'latchkey-embedded-'));
  const folder = join(parent, 'not', 'there yet');
  after(() => rmSync(parent, { recursive: true }));

  it('keeps what was written when it is closed and opened again', async () => {
    const first = await openEmbedded(folder);
    assert.ok((await migrate(first.primary, MIGRATIONS)).length > 0);
    await sql`INSERT INTO reset_requests VALUES (gen_random_uuid(), 'a', 'a', 'ip', 'ua', now())`.execute(
      writing(first.primary),
    );
    await first.close();

    const second = await openEmbedded(folder);
    assert.deepEqual(await migrate(second.primary, MIGRATIONS), []);
    const { rows } = await sql`SELECT email FROM reset_requests`.execute(writing(second.primary));
    assert.deepEqual(rows, [{ email: 'a' }]);
    await second.close();
  });

  it('lets nobody else into its folder', () => {
    assert.equal(statSync(folder).mode & 0o077, 0);
  });
});
