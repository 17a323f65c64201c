import type { FileFacts } from '#platform/file-facts.ts';
import { type Check, type Finding, fault, ok, together, warning } from '../finding.ts';

export interface DataFolderDeps {
  dataFolder: {
    path: string;
    /** What of it is in use, the folder itself included; empty: nothing is. */
    inUse: readonly { path: string; isSecret: boolean }[];
    read(path: string): Promise<FileFacts | undefined>;
  };
}

/** Keys, the operators' token and the embedded database: whoever can read or replace them needs no password. */
export function checkDataFolder({ dataFolder: { path: folder, inUse, read } }: DataFolderDeps): Check {
  return {
    name: 'data-folder',
    async run() {
      if (inUse.length === 0) return ok('DATA_DIR is not used');
      const findings = inUse.map(async ({ path, isSecret }) => judge(path, isSecret, await read(path)));
      const found = (await Promise.all(findings)).filter((finding) => finding !== undefined);
      return found.length > 0 ? together(found) : ok(`${folder}, readable for this user alone`);
    },
  };
}

function judge(path: string, isSecret: boolean, facts: FileFacts | undefined): Finding | undefined {
  if (!facts)
    return fault(
      `${path} is not there`,
      'Put it back before the next start: what was sealed with it is lost otherwise.',
    );
  if (!facts.isOwn) {
    return warning(
      `${path} belongs to another user than the service`,
      'chown it to the user who runs the service.',
    );
  }
  if (facts.othersMayWrite) return fault(`others may change ${path}`, `chmod go= ${path}`);
  if (!facts.othersMayRead) return undefined;
  return isSecret
    ? fault(`others may read ${path}`, `chmod go= ${path}, and make new secrets if somebody may have.`)
    : warning(`others may list ${path}`, `chmod go= ${path}`);
}
