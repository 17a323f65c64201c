export type Outcome =
  | { kind: 'passed'; note?: string }
  | { kind: 'failed'; output: string; note?: string }
  /** Could not be checked here, which is no pass: the summary says so. */
  | { kind: 'not_checked'; reason: string };

export type Step = { name: string; run: (signal: AbortSignal) => Promise<Outcome>; streams?: boolean };
