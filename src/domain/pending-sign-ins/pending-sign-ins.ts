import type { Clock } from '#platform/clock.ts';
import { after, minutes } from '#platform/duration.ts';
import { hashToken } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { Records } from '#platform/short-lived-state/short-lived-state.ts';
import type { UserId } from '../ids.ts';

/** The first factor passed, the second is awaited. Not a session: no other door knows its token. */
export interface PendingSignIn {
  userId: UserId;
  /** A password change in between makes it void. */
  securityVersion: number;
  isRemembered: boolean;
  returnTo: string | undefined;
  expiresAt: Date;
}

export interface StartedPendingSignIn {
  pending: PendingSignIn;
  token: string;
}

export type PendingSignIns = ReturnType<typeof createPendingSignIns>;

/** Of the record, and of the cookie that carries its token. */
export const PENDING_LIFETIME = minutes(10);

export function createPendingSignIns({
  records,
  clock,
  random,
}: {
  records: Records;
  clock: Clock;
  random: Random;
}) {
  return {
    async start(pending: Omit<PendingSignIn, 'expiresAt'>): Promise<StartedPendingSignIn> {
      const token = random.token();
      const expiresAt = after(clock.now(), PENDING_LIFETIME);
      await records.insert({ key: keyOf(token), value: JSON.stringify(pending), expiresAt });
      return { pending: { ...pending, expiresAt }, token };
    },

    /** What waits behind a token; the user comes from here and never from the request. */
    async find(token: string): Promise<Omit<PendingSignIn, 'expiresAt'> | undefined> {
      const value = await records.find(keyOf(token));
      return value === undefined ? undefined : JSON.parse(value);
    },

    /** Ends the waiting; true for exactly one of many callers, who may then start the session. */
    async finish(token: string): Promise<boolean> {
      return (await records.take(keyOf(token))) !== undefined;
    },
  };
}

/** Also the name under which tries at this one pending sign-in are counted. */
export const pendingKey = (token: string): string => hashToken(token);
const keyOf = (token: string) => `pending:${hashToken(token)}`;
