import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
/** Its work grows faster than the password. */
const LONGEST_LOOKED_AT = 64;

/** From 0 to 4, and whether the whole of it is a password that many have. */
export function estimateStrength(
  password: string,
  ownWords: readonly string[],
): { score: number; isCommon: boolean } {
  const own = ownWords.flatMap((words) => [words, ...words.split(/[^\p{L}\p{N}]+/u)]).filter(Boolean);
  const { score, sequence } = zxcvbn.check(password.slice(0, LONGEST_LOOKED_AT), own);
  const [only] = sequence;
  const isCommon =
    sequence.length === 1 && only?.pattern === 'dictionary' && only.dictionaryName === 'passwords-common';
  return { score, isCommon };
}
