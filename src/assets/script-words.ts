import type { ScriptWords } from '../web/script-words.ts';

/** The page brings the words in its own language. */
export const say: ScriptWords = JSON.parse(document.body.dataset.scriptWords ?? '{}');

export const counted = (words: string, count: number): string => words.replace('{count}', String(count));
