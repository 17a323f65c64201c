import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readOrMakeSecret } from '#platform/data-folder.ts';
import type { Logger } from '#platform/logger.ts';
import type { Random } from '#platform/random.ts';
import { type Config, OPERATOR_TOKEN_FORM } from './config.ts';

const OTHERS_MAY_READ = 0o077;

/**
 * What the operators' commands prove themselves with: whoever may read the file is an operator. With a database
 * server the folder may be one that cannot be written; the commands are off then (`undefined`), nothing else is.
 */
export function openOperatorToken(
  { operatorToken: configured, dataDir, database }: Config,
  random: Random,
  log: Logger,
): string | undefined {
  if (configured) return configured;
  const file = join(dataDir, 'operator-token');
  try {
    if (existsSync(file) && !isGood(file)) rmSync(file);
    return readOrMakeSecret(file, () => random.token());
  } catch (error) {
    if (!database.url) throw error;
    log.warn({ err: error }, "the operators' commands are off: no token can be kept; set OPERATOR_TOKEN");
    return undefined;
  }
}

/** Not one that others could have read meanwhile, nor one that somebody wrote who could not be bothered. */
function isGood(file: string): boolean {
  return (
    (statSync(file).mode & OTHERS_MAY_READ) === 0 &&
    OPERATOR_TOKEN_FORM.test(readFileSync(file, 'utf8').trim())
  );
}
