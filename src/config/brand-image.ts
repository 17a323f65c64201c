import { readFileSync, statSync } from 'node:fs';
import { type Image, parseImage } from '#platform/image.ts';

/** Shown on every page and sent along with every mail. */
const MOST_BYTES = 64 * 1_024;

/** Empty: none. `undefined` where the file cannot be read or is not what pages may show. */
export function readBrandImage(path: string): Image | null | undefined {
  if (path === '') return null;
  try {
    const { size } = statSync(path);
    return size <= MOST_BYTES ? parseImage(readFileSync(path)) : undefined;
  } catch {
    return undefined;
  }
}
