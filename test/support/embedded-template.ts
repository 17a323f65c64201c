import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Databases } from '#platform/database/database.ts';
import { openEmbedded } from '#platform/database/embedded.ts';

const PACKAGES = join(import.meta.dirname, '..', '..', 'node_modules');
const CACHE = join(PACKAGES, '.cache', 'latchkey');

/** An empty embedded database; creating one takes seconds, copying a folder does not. */
export async function openEmptyEmbedded(): Promise<{ databases: Databases; drop(): Promise<void> }> {
  const template = await ensureTemplate();
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-embedded-'));
  cpSync(template, folder, { recursive: true });
  const databases = await openEmbedded(folder);
  return {
    databases,
    async drop() {
      await databases.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Named by the Postgres inside, so that an upgrade makes a new one; renamed when complete, so never seen half made. */
async function ensureTemplate(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGES, '@electric-sql/pglite/package.json'), 'utf8'));
  const template = join(CACHE, `pglite-${version}`);
  if (existsSync(template)) return template;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = `${template}-${randomBytes(4).toString('hex')}`;
  await (await openEmbedded(unfinished)).close();
  try {
    renameSync(unfinished, template);
  } catch {
    // Another test process was faster: its template is as good.
    rmSync(unfinished, { recursive: true, force: true });
  }
  return template;
}
