import type { AttemptFilter, AuditLog, FailedAttemptType } from '#domain/audit-log/audit-log.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import type { UserId } from '#domain/ids.ts';
import type { Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';
import { before, type Duration } from '#platform/duration.ts';
import { deviceInEnglish } from '#web/device-words.ts';

export interface ListAttemptsDeps {
  databases: Pick<Databases, 'primary' | 'replica'>;
  users: Pick<Users, 'findKnown' | 'listKnown'>;
  auditLog: Pick<
    AuditLog,
    'countFailures' | 'listFailures' | 'listFailuresByClient' | 'listFailuresByAccount'
  >;
  clock: Clock;
}

export interface AttemptsWish {
  lookBack: Duration;
  network: string | undefined;
  email: EmailAddress | undefined;
  limit: number;
}

interface Stretch {
  attempts: number;
  firstAt: Date;
  lastAt: Date;
}
export type AttemptsOverview = {
  since: Date;
  attempts: number;
  byClient: (Stretch & { client: string | undefined; accounts: number })[];
  /** Without an `email`: all addresses that have no account. */
  byAccount: (Stretch & { email: string | undefined; clients: number })[];
};
export type AttemptsList = {
  since: Date;
  attempts: {
    type: FailedAttemptType;
    email: string | undefined;
    ip: string | undefined;
    device: string | undefined;
    occurredAt: Date;
  }[];
};

/** Who failed to get in lately, for operators. `undefined`: nobody has the address asked for. */
export function createListAttempts({ databases, users, auditLog, clock }: ListAttemptsDeps) {
  const { primary, replica } = databases;

  const filterFor = async (wish: AttemptsWish): Promise<AttemptFilter | undefined> => {
    const { lookBack, network, email } = wish;
    const filter = { since: before(clock.now(), lookBack), network };
    if (!email) return filter;
    const user = await users.findKnown(primary, { email });
    return user && { ...filter, userId: user.id };
  };

  const addressesOf = async (ids: readonly (UserId | undefined)[]) => {
    const known = await users.listKnown(
      replica,
      [...new Set(ids)].filter((id) => id !== undefined),
    );
    const addresses = new Map(known.map(({ id, email }) => [id, email.address]));
    return (id: UserId | undefined) => (id === undefined ? undefined : addresses.get(id));
  };

  return {
    /** By client and by account, those with the most first. */
    async group(wish: AttemptsWish): Promise<AttemptsOverview | undefined> {
      const filter = await filterFor(wish);
      if (!filter) return undefined;
      const attempts = await auditLog.countFailures(replica, filter);
      const byClient = await auditLog.listFailuresByClient(replica, filter, wish.limit);
      const byAccount = await auditLog.listFailuresByAccount(replica, filter, wish.limit);
      const addressOf = await addressesOf(byAccount.map(({ userId }) => userId));
      return {
        since: filter.since,
        attempts,
        byClient,
        byAccount: byAccount.map(({ userId, ...row }) => ({ ...row, email: addressOf(userId) })),
      };
    },

    /** One by one, the newest first. */
    async list(wish: AttemptsWish): Promise<AttemptsList | undefined> {
      const filter = await filterFor(wish);
      if (!filter) return undefined;
      const found = await auditLog.listFailures(replica, filter, wish.limit);
      const addressOf = await addressesOf(found.map(({ userId }) => userId));
      const attempts = found.map(({ userId, userAgent, ...attempt }) => ({
        ...attempt,
        email: addressOf(userId),
        device: userAgent === undefined ? undefined : deviceInEnglish(userAgent),
      }));
      return { since: filter.since, attempts };
    },
  };
}

export type ListAttempts = ReturnType<typeof createListAttempts>;
