import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, ReplicaDb } from '#platform/database/database.ts';
import type { Random } from '#platform/random.ts';
import type { Client } from '../client.ts';
import type { UserId } from '../ids.ts';
import type { AuditEventType } from './audit-events.ts';
import * as repository from './audit-log.repository.ts';

export { AUDIT_EVENT_TYPES, type AuditEventType } from './audit-events.ts';

export interface AuditEvent {
  id: string;
  type: AuditEventType;
  ip: string | undefined;
  userAgent: string | undefined;
  occurredAt: Date;
}

export type AuditLog = ReturnType<typeof createAuditLog>;

const PAGE_SIZE = 30;

export function createAuditLog({ clock, random }: { clock: Clock; random: Random }) {
  return {
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
