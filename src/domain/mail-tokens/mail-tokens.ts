import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, Transaction } from '#platform/database/database.ts';
import { after, type Duration, minutes } from '#platform/duration.ts';
import { hashToken } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { UserId } from '../ids.ts';
import * as repository from './mail-tokens.repository.ts';

/** Whom a token speaks for. Void once the person's security version moved past this one. */
export interface MailTokenHolder {
  userId: UserId;
  securityVersion: number;
}

export type MailTokens = ReturnType<typeof createMailTokens>;

const LIFETIME: Record<repository.MailTokenPurpose, Duration> = { reset_password: minutes(60) };

/** Tokens that travel by mail. A token of one purpose is unknown at every other door. */
export function createMailTokens({ clock, random }: { clock: Clock; random: Random }) {
  const toHolder = (row: repository.MailTokenRow | undefined): MailTokenHolder | undefined =>
    row && { userId: row.user_id, securityVersion: row.security_version };

  return {
    /** A new token voids the person's older one of the same purpose. */
    async issue(
      tx: Transaction,
      purpose: repository.MailTokenPurpose,
      holder: MailTokenHolder,
    ): Promise<string> {
      const token = random.token();
      const now = clock.now();
      await repository.upsert(tx, {
        token_hash: hashToken(token),
        user_id: holder.userId,
        purpose,
        security_version: holder.securityVersion,
        created_at: now,
        expires_at: after(now, LIFETIME[purpose]),
      });
      return token;
    },

    /** Looks without consuming: mail scanners open links. */
    async find(
      db: PrimaryDb,
      purpose: repository.MailTokenPurpose,
      token: string,
    ): Promise<MailTokenHolder | undefined> {
      return toHolder(await repository.find(db, hashToken(token), purpose, clock.now()));
    },

    /** Exactly one of many callers gets the holder. */
    async consume(
      tx: Transaction,
      purpose: repository.MailTokenPurpose,
      token: string,
    ): Promise<MailTokenHolder | undefined> {
      return toHolder(await repository.take(tx, hashToken(token), purpose, clock.now()));
    },

    voidAll: (tx: Transaction, userId: UserId) => repository.deleteOf(tx, userId),
    purge: (db: PrimaryDb) => repository.deleteExpired(db, clock.now()),
  };
}
