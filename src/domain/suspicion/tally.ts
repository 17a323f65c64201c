import { minutes } from '#platform/duration.ts';

/** Verified passwords of one minute; of right ones each person counts once in five. */
export interface MinuteTally {
  /** Minutes since 1970. */
  minute: number;
  right: number;
  wrong: number;
}

export interface SuspicionThreshold {
  /** Wrong passwords within five minutes over all instances, below which nothing is unusual. */
  leastWrong: number;
  /** The share of wrong ones, in percent, from which on the rest looks like guessing. */
  wrongPercent: number;
}

const MINUTES_KEPT = 5;
/** So many are an attack whatever else happens: right passwords of one's own must not drown them. */
const ALARMING_ANYWAY = 10;

/** This instance's own count, by the minute. */
export function createTally() {
  let kept: MinuteTally[] = [];
  /** Who was right, and in which minute. */
  const seen = new Map<string, number>();

  const isNews = (person: string | undefined, minute: number): boolean => {
    for (const [one, then] of seen) if (then <= minute - MINUTES_KEPT) seen.delete(one);
    if (person === undefined || seen.has(person)) return false;
    seen.set(person, minute);
    return true;
  };

  return {
    /** `person`: whose password was right; `undefined`: it was wrong, or nobody's. */
    note(at: Date, isRight: boolean, person?: string): void {
      const minute = minuteOf(at);
      if (isRight && !isNews(person, minute)) return;
      let tally = kept.find((one) => one.minute === minute);
      if (!tally) {
        tally = { minute, right: 0, wrong: 0 };
        kept = [...kept.filter((one) => isRecent(one, at)), tally];
      }
      tally[isRight ? 'right' : 'wrong'] += 1;
    },
    recent: (at: Date): readonly MinuteTally[] => kept.filter((one) => isRecent(one, at)),
  };
}

/** Whether what all instances saw looks like guessing: many failures, and hardly anything else. */
export function isAlarming(
  tallies: readonly MinuteTally[],
  at: Date,
  threshold: SuspicionThreshold,
): boolean {
  const recent = tallies.filter((one) => isRecent(one, at));
  const wrong = recent.reduce((sum, one) => sum + one.wrong, 0);
  const right = recent.reduce((sum, one) => sum + one.right, 0);
  if (wrong >= ALARMING_ANYWAY * threshold.leastWrong) return true;
  return wrong >= threshold.leastWrong && wrong * 100 >= threshold.wrongPercent * (wrong + right);
}

const minuteOf = (at: Date) => Math.floor(at.getTime() / minutes(1));
const isRecent = ({ minute }: MinuteTally, at: Date) => minute > minuteOf(at) - MINUTES_KEPT;
