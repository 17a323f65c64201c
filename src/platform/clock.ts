/** Where "now" comes from, so that tests can move time and no module reads the system's clock by itself. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
