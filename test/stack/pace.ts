/** How long a fault is watched, and how busy people are meanwhile. Times are milliseconds. */
export interface Pace {
  /** At most: as many as this machine serves without a fault. */
  perSecond: number;
  /** Percent of the requests that may fail beyond what the fault may cost. */
  slack: number;
  /** An answer that comes later than this is a hang. */
  longestAnswer: number;
  before: number;
  during: number;
  /** Until nothing has failed for so long, at least and at most. */
  wellFor: number;
  after: { least: number; most: number };
  /** How many sign in at once after an outage, times the requests in a second. */
  herd: number;
}

const SHORT: Pace = {
  perSecond: 40,
  // In eight seconds an instance that starts beside everything else costs a share that a minute would not show.
  slack: 15,
  longestAnswer: 20_000,
  before: 2_000,
  during: 8_000,
  wellFor: 3_000,
  after: { least: 3_000, most: 45_000 },
  herd: 10,
};
const FULL: Pace = {
  perSecond: 60,
  slack: 0,
  longestAnswer: 8_000,
  before: 30_000,
  during: 60_000,
  wellFor: 10_000,
  after: { least: 90_000, most: 180_000 },
  herd: 150,
};

export const pace: Pace = process.env.STACK_PACE === 'full' ? FULL : SHORT;
