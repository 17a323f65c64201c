import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, Transaction } from '#platform/database/database.ts';
import type { Random } from '#platform/random.ts';
import type { Client } from '../client.ts';
import type { CanonicalEmail, EmailAddress } from '../email-address.ts';
import * as repository from './failure-streaks.repository.ts';

/** Strangers keep failing on an address; whether it is known is not looked at yet. */
export interface FailureStreak {
  id: string;
  email: CanonicalEmail;
  /** Of the latest try. */
  client: Client;
  at: Date;
}

export type FailureStreaks = ReturnType<typeof createFailureStreaks>;

export interface FailureStreaksDeps {
  clock: Clock;
  random: Random;
  /** So many failures in a row make a streak, so many more another. */
  noticeAfter: number;
}

const BATCH = 20;

export function createFailureStreaks({ clock, random, noticeAfter }: FailureStreaksDeps) {
  return {
    /**
     * After each wrong password, with how many the account has counted in a row. Does the same for known and unknown
     * addresses. Not to be told of failures of a known device: those are the owner's own.
     */
    async note(db: PrimaryDb, email: CanonicalEmail, client: Client, inARow: number): Promise<void> {
      if (inARow % noticeAfter !== 0) return;
      await repository.insert(db, {
        id: random.uuid(),
        email_canonical: email,
        ip: client.ip,
        user_agent: client.userAgent,
        noted_at: clock.now(),
      });
    },

    async listWaiting(db: PrimaryDb): Promise<FailureStreak[]> {
      const rows = await repository.list(db, BATCH);
      return rows.map(({ id, email_canonical: email, ip, user_agent: userAgent, noted_at: at }) => ({
        id,
        email,
        client: { ip, userAgent },
        at,
      }));
    },

    /** In the transaction that answers it; false when another process did. */
    settle: (tx: Transaction, { id }: FailureStreak): Promise<boolean> => repository.remove(tx, id),

    removeAll: (tx: Transaction, { canonical }: EmailAddress): Promise<void> =>
      repository.removeByAddress(tx, canonical),
  };
}
