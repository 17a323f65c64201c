// Makes the empty embedded database that setup leaves for the first start. Renamed when complete, so never seen half made.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openEmbedded } from '../src/platform/database/embedded.ts';
import { emptyDatabaseIn } from '../src/platform/database/empty-database.ts';

const folder = emptyDatabaseIn(join(import.meta.dirname, '..', 'node_modules'));
const unfinished = `${folder}-${randomBytes(4).toString('hex')}`;
mkdirSync(dirname(folder), { recursive: true });
const databases = await openEmbedded(unfinished);
await databases.close();
// Another one may have been faster: it is as good.
if (existsSync(folder)) rmSync(unfinished, { recursive: true, force: true });
else renameSync(unfinished, folder);
