import type { Clock } from '#platform/clock.ts';
import type { FreshDb, PrimaryDb, Transaction } from '#platform/database/database.ts';
import { after, type Duration, days, minutes } from '#platform/duration.ts';
import { hashToken } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { UserId } from '../ids.ts';
import * as repository from './mail-tokens.repository.ts';

/** Whom a token speaks for, by what it is good for. */
export interface MailTokenHolders {
  /** Acts on the account as it is: void with the next one, and once the security version moved past this one. */
  reset_password: { userId: UserId; securityVersion: number };
  /**
   * Answers a notice about something that happened. Neither a newer notice nor a raised version voids it: whoever
   * broke in goes on changing things, and the owner opens the mails in any order.
   */
  not_me: { userId: UserId };
}
type Purpose = keyof MailTokenHolders;

export interface MailedLink {
  purpose: Purpose;
  createdAt: Date;
  expiresAt: Date;
}

export type MailTokens = ReturnType<typeof createMailTokens>;

const LIFETIME: Record<Purpose, Duration> = { reset_password: minutes(60), not_me: days(7) };
/** Of links in notices: what somebody with a session can cause is bounded. */
const MOST_PER_PERSON = 20;

/** Tokens that travel by mail. A token of one purpose is unknown at every other door. */
export function createMailTokens({ clock, random }: { clock: Clock; random: Random }) {
  const toHolder = (row: repository.MailTokenRow | undefined) =>
    row && { userId: row.user_id, ...(row.security_version && { securityVersion: row.security_version }) };

  return {
    async issue<P extends Purpose>(
      tx: Transaction,
      purpose: P,
      holder: MailTokenHolders[P],
    ): Promise<string> {
      const token = random.token();
      const now = clock.now();
      const row = {
        token_hash: hashToken(token),
        user_id: holder.userId,
        purpose,
        security_version: 'securityVersion' in holder ? holder.securityVersion : null,
        created_at: now,
        expires_at: after(now, LIFETIME[purpose]),
      };
      if (purpose === 'reset_password') {
        await repository.upsertReset(tx, row);
      } else {
        await repository.insert(tx, row);
        await repository.deleteOlder(tx, row, MOST_PER_PERSON - 1);
      }
      return token;
    },

    /** Looks without consuming: mail scanners open links. */
    async find<P extends Purpose>(
      db: PrimaryDb,
      purpose: P,
      token: string,
    ): Promise<MailTokenHolders[P] | undefined> {
      const row = await repository.find(db, hashToken(token), purpose, clock.now());
      return toHolder(row) as MailTokenHolders[P] | undefined;
    },

    /** Exactly one of many callers gets the holder. */
    async consume<P extends Purpose>(
      tx: Transaction,
      purpose: P,
      token: string,
    ): Promise<MailTokenHolders[P] | undefined> {
      const row = await repository.take(tx, hashToken(token), purpose, clock.now());
      return toHolder(row) as MailTokenHolders[P] | undefined;
    },

    /** Which links are out, and until when; the links themselves are known to the mails alone. */
    async list(db: FreshDb, userId: UserId): Promise<MailedLink[]> {
      const rows = await repository.list(db, userId);
      return rows.map(({ purpose, created_at, expires_at }) => ({
        purpose,
        createdAt: created_at,
        expiresAt: expires_at,
      }));
    },

    voidAll: (tx: Transaction, purpose: Purpose, userId: UserId) => repository.deleteOf(tx, userId, purpose),
    purge: (db: PrimaryDb) => repository.deleteExpired(db, clock.now()),
  };
}
