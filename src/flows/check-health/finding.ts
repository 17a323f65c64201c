/** What a check saw, and for whatever is not as it should be, what to do. */
export type Finding =
  | { state: 'ok'; seen: string }
  /** It works, and somebody should look at it. */
  | { state: 'warning'; seen: string; advice: string }
  /** Something that the service promises does not hold. */
  | { state: 'fault'; seen: string; advice: string };

export interface Check {
  name: string;
  run(): Promise<Finding>;
}

export const ok = (seen: string): Finding => ({ state: 'ok', seen });
export const warning = (seen: string, advice: string): Finding => ({ state: 'warning', seen, advice });
export const fault = (seen: string, advice: string): Finding => ({ state: 'fault', seen, advice });

const GRAVITY = { ok: 0, warning: 1, fault: 2 };

/** One line for several: what is good goes unsaid where something is not. */
export function together(findings: readonly Finding[]): Finding {
  const bad = findings.filter((finding) => finding.state !== 'ok');
  const worst = bad.toSorted((one, other) => GRAVITY[other.state] - GRAVITY[one.state])[0];
  if (!worst) return ok(findings.map(({ seen }) => seen).join('; '));
  return {
    state: worst.state,
    seen: bad.map(({ seen }) => seen).join('; '),
    advice: bad.map(({ advice }) => advice).join(' '),
  };
}

export const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
