import type { Clock } from '../clock.ts';
import { after, type Duration } from '../duration.ts';

/** Keeps callers from waiting, one after the other, for something that did not answer the last of them. */
export interface CircuitBreaker {
  /** Whether the caller may try: everybody while all is well; after a failure one caller each `rest`. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
}

export function createCircuitBreaker(clock: Clock, rest: Duration): CircuitBreaker {
  let openUntil: Date | undefined;

  const leaveAlone = () => {
    openUntil = after(clock.now(), rest);
  };

  return {
    allows() {
      if (!openUntil) return true;
      if (clock.now() < openUntil) return false;
      // This caller finds out; who comes meanwhile does not wait for what it finds.
      leaveAlone();
      return true;
    },
    succeeded() {
      openUntil = undefined;
    },
    failed: leaveAlone,
  };
}
