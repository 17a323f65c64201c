import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createTestDatabase } from './support/database.ts';
import { dumpSchema } from './support/empty-database.ts';
import { MIGRATIONS } from './support/migrations.ts';

describe('schema.sql', () => {
  it('is what the migrations make; after a new one run: npm run schema', async () => {
    const { url, drop } = await createTestDatabase('postgres');
    try {
      const committed = readFileSync(join(import.meta.dirname, '..', 'schema.sql'), 'utf8');
      assert.equal(dumpSchema(url as string), committed);
    } finally {
      await drop();
    }
  });
});

describe('migrations', () => {
  it('have a number each', () => {
    const numbers = readdirSync(MIGRATIONS).map((file) => file.slice(0, 4));
    assert.deepEqual(numbers, [...new Set(numbers)]);
  });
});
