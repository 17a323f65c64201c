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
