declare const unit: unique symbol;

/** A length of time. Made by the functions below only, so that seconds are never taken for milliseconds. */
export type Duration = number & { readonly [unit]: 'ms' };

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const seconds = (count: number): Duration => (count * UNITS.s) as Duration;
export const minutes = (count: number): Duration => (count * UNITS.m) as Duration;
export const hours = (count: number): Duration => (count * UNITS.h) as Duration;
export const days = (count: number): Duration => (count * UNITS.d) as Duration;
export const milliseconds = (count: number): Duration => count as Duration;

/** Reads `500ms`, `30s`, `10m`, `12h`, `30d`; `undefined` for anything else, zero included. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim());
  if (!match) return undefined;
  const length = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return length > 0 ? (length as Duration) : undefined;
}

/** Whole seconds, rounded up: what `Retry-After` and `Max-Age` want. */
export const inSeconds = (duration: Duration): number => Math.ceil(duration / UNITS.s);

export const after = (start: Date, duration: Duration): Date => new Date(start.getTime() + duration);
export const before = (end: Date, duration: Duration): Date => new Date(end.getTime() - duration);
export const between = (start: Date, end: Date): Duration =>
  Math.max(0, end.getTime() - start.getTime()) as Duration;
export const shorter = (one: Duration, other: Duration): Duration => Math.min(one, other) as Duration;
