import type { ReplicaDb } from '#platform/database/database.ts';
import type { UserId } from '../ids.ts';
import type { FailedAttemptType } from './audit-events.ts';
import * as repository from './failed-attempts.repository.ts';

/** Which attempts are meant. */
export interface AttemptFilter {
  since: Date;
  /** An address or a network in CIDR notation. */
  network?: string | undefined;
  userId?: UserId | undefined;
}

export interface FailedAttempt {
  type: FailedAttemptType;
  /** `undefined`: an address without an account; what was typed is not stored. */
  userId: UserId | undefined;
  ip: string | undefined;
  userAgent: string | undefined;
  occurredAt: Date;
}

interface Row {
  attempts: number;
  firstAt: Date;
  lastAt: Date;
}
export interface AttemptsOfClient extends Row {
  /** An IPv4 address or an IPv6 /64, as the throttle counts them; `undefined`: none was recorded. */
  client: string | undefined;
  /** How many accounts that exist were tried. */
  accounts: number;
}
export interface AttemptsOnAccount extends Row {
  /** `undefined`: all addresses without an account together. */
  userId: UserId | undefined;
  clients: number;
}

/** Who fails to get in: for operators, so that they see an attack and whom it is aimed at. */
export const failedAttempts = {
  countFailures: (db: ReplicaDb, filter: AttemptFilter): Promise<number> => repository.count(db, filter),

  /** The clients that failed most, at most `limit`. */
  listFailuresByClient: (db: ReplicaDb, filter: AttemptFilter, limit: number): Promise<AttemptsOfClient[]> =>
    repository.listByClient(db, filter, limit),

  /** The accounts most was failed on, at most `limit`. */
  listFailuresByAccount: (
    db: ReplicaDb,
    filter: AttemptFilter,
    limit: number,
  ): Promise<AttemptsOnAccount[]> => repository.listByAccount(db, filter, limit),

  /** Each by itself, the newest first. */
  listFailures: (db: ReplicaDb, filter: AttemptFilter, limit: number): Promise<FailedAttempt[]> =>
    repository.list(db, filter, limit),
};
