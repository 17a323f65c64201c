import {
  type PrimaryDb,
  type ReplicaDb,
  reading,
  type Transaction,
  writing,
} from '#platform/database/database.ts';
import type { UserId } from '../ids.ts';
import type { AuditEventType } from './audit-events.ts';

export interface AuditRow {
  id: string;
  type: AuditEventType;
  user_id: UserId | null;
  ip: string | null;
  user_agent: string | null;
  detail: string;
  occurred_at: Date;
}
interface Tables {
  audit_log: AuditRow;
}

export async function insert(db: PrimaryDb, row: AuditRow): Promise<void> {
  await writing<Tables>(db).insertInto('audit_log').values(row).execute();
}

export async function forgetClients(tx: Transaction, userId: UserId): Promise<void> {
  await writing<Tables>(tx)
    .updateTable('audit_log')
    .set({ ip: null, user_agent: null })
    .where('user_id', '=', userId)
    .execute();
}

/** Newest first; ids are UUIDv7, so their order is that of time. */
export function list(
  db: ReplicaDb,
  userId: UserId,
  beforeId: string | undefined,
  limit: number,
): Promise<AuditRow[]> {
  let query = reading<Tables>(db).selectFrom('audit_log').selectAll().where('user_id', '=', userId);
  if (beforeId) query = query.where('id', '<', beforeId);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** The `limit` oldest of those from before `end` at most; tells how many they were. */
export async function deleteBefore(db: PrimaryDb, end: Date, limit: number): Promise<number> {
  const oldest = writing<Tables>(db)
    .selectFrom('audit_log')
    .select('id')
    .where('id', '<', firstIdAt(end))
    .orderBy('id')
    .limit(limit);
  const { numDeletedRows } = await writing<Tables>(db)
    .deleteFrom('audit_log')
    .where('id', 'in', oldest)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** The least UUIDv7 (RFC 9562) of a moment. */
export function firstIdAt(moment: Date): string {
  const time = Math.max(0, moment.getTime()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
