import type { Limit } from './short-lived-state.ts';

/** Both kinds of limit as the plain numbers that the two adapters' scripts compute with (milliseconds). */
export interface LimitNumbers {
  /** Tries before the first wait. */
  free: number;
  /** Free tries are forgotten this long after the first of them; 0: not by a window. */
  window: number;
  /** The first wait; 0: wait until the window ends. */
  first: number;
  cap: number;
  /** Everything is forgotten this long after the last counted try; also how long the record is kept. */
  forgottenAfter: number;
}

export function limitNumbers(limit: Limit): LimitNumbers {
  if (limit.kind === 'window') {
    return { free: limit.most, window: limit.per, first: 0, cap: limit.per, forgottenAfter: limit.per };
  }
  return {
    free: limit.free,
    window: limit.within ?? 0,
    first: limit.first,
    cap: limit.cap,
    forgottenAfter: limit.forgottenAfter,
  };
}
