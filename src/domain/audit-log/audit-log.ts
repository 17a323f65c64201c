import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, ReplicaDb, Transaction } from '#platform/database/database.ts';
import { before, type Duration, days } from '#platform/duration.ts';
import type { Random } from '#platform/random.ts';
import type { Client } from '../client.ts';
import type { UserId } from '../ids.ts';
import type { AuditEventType } from './audit-events.ts';
import * as repository from './audit-log.repository.ts';
import { failedAttempts } from './failed-attempts.ts';

export { AUDIT_EVENT_TYPES, type AuditEventType, type FailedAttemptType } from './audit-events.ts';
export type { AttemptFilter } from './failed-attempts.ts';

export interface AuditEvent {
  id: string;
  type: AuditEventType;
  ip: string | undefined;
  userAgent: string | undefined;
  occurredAt: Date;
}

export type AuditLog = ReturnType<typeof createAuditLog>;

const PAGE_SIZE = 30;
const PURGED_AT_ONCE = 5_000;

export interface AuditLogDeps {
  clock: Clock;
  random: Random;
  /** How long a record is kept. */
  retention?: Duration;
  /** Told of each record, also of one whose transaction rolls back later. */
  onRecorded?: (type: AuditEventType) => void;
}

export function createAuditLog({
  clock,
  random,
  retention = days(400),
  onRecorded = () => {},
}: AuditLogDeps) {
  return {
    ...failedAttempts,

    /** With a `Transaction` the record and the change it speaks of stand or fall together. */
    async record(
      db: PrimaryDb,
      type: AuditEventType,
      who: { userId: UserId | undefined; client: Client },
    ): Promise<void> {
      await repository.insert(db, {
        id: random.uuid(),
        type,
        user_id: who.userId ?? null,
        ip: who.client.ip,
        user_agent: who.client.userAgent,
        detail: '{}',
        occurred_at: clock.now(),
      });
      onRecorded(type);
    },

    /** What an operator did, through the management listener: there is no client to speak of. */
    async recordByOperator(
      db: PrimaryDb,
      type: AuditEventType,
      userId: UserId | undefined,
      detail: Readonly<Record<string, string>> = {},
    ): Promise<void> {
      await repository.insert(db, {
        id: random.uuid(),
        type,
        user_id: userId ?? null,
        ip: null,
        user_agent: null,
        detail: JSON.stringify({ by: 'operator', ...detail }),
        occurred_at: clock.now(),
      });
      onRecorded(type);
    },

    /**
     * With an account that is deleted: what happened and when remains, under an id that names nobody any more; from where
     * does not.
     */
    forgetPerson: (tx: Transaction, userId: UserId): Promise<void> => repository.forgetClients(tx, userId),

    /** Deletes what is older than the retention, in portions: no statement runs long or holds many locks. */
    async purge(db: PrimaryDb): Promise<void> {
      const end = before(clock.now(), retention);
      let deleted = PURGED_AT_ONCE;
      while (deleted === PURGED_AT_ONCE) deleted = await repository.deleteBefore(db, end, PURGED_AT_ONCE);
    },

    /** A page of the person's own events, newest first; `nextCursor` while more follow. */
    async list(
      db: ReplicaDb,
      userId: UserId,
      { cursor, limit = PAGE_SIZE }: { cursor?: string | undefined; limit?: number } = {},
    ): Promise<{ events: AuditEvent[]; nextCursor: string | undefined }> {
      const rows = await repository.list(db, userId, cursor, limit + 1);
      const page = rows.slice(0, limit);
      return {
        events: page.map((row) => ({
          id: row.id,
          type: row.type,
          ip: row.ip ?? undefined,
          userAgent: row.user_agent ?? undefined,
          occurredAt: row.occurred_at,
        })),
        nextCursor: rows.length > limit ? page.at(-1)?.id : undefined,
      };
    },
  };
}
