import type { Figures } from './load/load.ts';

/** What was measured, by name; one entry a round, so that rounds can be compared with each other. */
export type Measures = Record<string, Figures[]>;

export interface Step {
  name: string;
  run: () => Promise<Figures>;
}

export interface Rounds {
  measures: Measures;
  signal: AbortSignal;
  onStep: (name: string) => void;
}

/** All steps once, then all once more: what else the machine does meets each of them alike. */
export async function interleave(steps: readonly Step[], rounds: number, to: Rounds): Promise<void> {
  for (let round = 0; round < rounds; round += 1)
    for (const { name, run } of steps) {
      to.signal.throwIfAborted();
      to.onStep(name);
      to.measures[name] ??= [];
      to.measures[name].push(await run());
    }
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
