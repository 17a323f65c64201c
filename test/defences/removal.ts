/** One defence taken out of the source, and the tests that must then fail. */
export interface Removal extends Edit {
  /** Of docs/threats.md: one, or several that one defence holds. */
  rows: readonly string[];
  /** What the service does without it. */
  without: string;
  /** Where two defences overlap, the other ones too: while one is left, nothing is to be seen. */
  also?: readonly Edit[];
  /** `file › title`, as docs/threats.md names them. Each must fail. */
  fails: readonly string[];
}

export interface Edit {
  file: string;
  /** Comes exactly once in the file. */
  text: string;
  instead: string;
}

export const editsOf = ({ file, text, instead, also = [] }: Removal): Edit[] => [
  { file, text, instead },
  ...also,
];

/** `undefined` where the text does not come exactly once: the source moved on. */
function applyEdit(source: string, { text, instead }: Edit): string | undefined {
  const parts = source.split(text);
  return parts.length === 2 ? parts.join(instead) : undefined;
}

/** By file, what stands there with the defence gone; `undefined` where an edit does not apply. */
export function applyRemoval(
  removal: Removal,
  read: (file: string) => string,
): Map<string, string> | undefined {
  const changed = new Map<string, string>();
  for (const edit of editsOf(removal)) {
    const source = applyEdit(changed.get(edit.file) ?? read(edit.file), edit);
    if (source === undefined) return undefined;
    changed.set(edit.file, source);
  }
  return changed;
}
