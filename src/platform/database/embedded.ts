import { mkdirSync } from 'node:fs';
import { PGlite, types } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import type { Databases } from './database.ts';
import { databasesOver } from './open.ts';

/**
 * All of them are set up at each start: its default, 128 MB, takes longer than the rest of the start, and memory that
 * the few people of an embedded database never fill. The system keeps the files in memory, too.
 */
const BUFFERS = '16MB';

/**
 * Postgres inside this process, its files in `folder` (`undefined`: in memory, for tests).
 * One connection, so statements queue; the folder must be locked by the caller.
 */
export async function openEmbedded(folder: string | undefined): Promise<Databases> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pglite = await PGlite.create({
    ...(folder ? { dataDir: folder } : {}),
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${BUFFERS}`],
    parsers: { [types.DATE]: (text) => text },
  });
  return databasesOver(new PGliteDialect({ pglite }));
}
