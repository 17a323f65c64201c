import { sql } from 'kysely';
import { type ReplicaDb, reading } from '#platform/database/database.ts';
import { before, seconds } from '#platform/duration.ts';
import { FAILED_ATTEMPT_TYPES } from './audit-events.ts';
import { type AuditRow, firstIdAt } from './audit-log.repository.ts';
import type { AttemptFilter, AttemptsOfClient, AttemptsOnAccount, FailedAttempt } from './failed-attempts.ts';

interface Tables {
  audit_log: AuditRow;
}

/** The same networks that the throttle counts: IPv4 alone, IPv6 by /64. */
const CLIENT = sql<
  string | null
>`CASE WHEN family(ip::inet) = 6 THEN network(set_masklen(ip::inet, 64))::text ELSE ip END`;
const ATTEMPTS = sql<number>`count(*)::int`;
const FIRST_AT = sql<Date>`min(occurred_at)`;
const LAST_AT = sql<Date>`max(occurred_at)`;

export async function count(db: ReplicaDb, filter: AttemptFilter): Promise<number> {
  const { attempts } = await failures(db, filter).select(ATTEMPTS.as('attempts')).executeTakeFirstOrThrow();
  return attempts;
}

export async function listByClient(
  db: ReplicaDb,
  filter: AttemptFilter,
  limit: number,
): Promise<AttemptsOfClient[]> {
  const rows = await failures(db, filter)
    .select([
      CLIENT.as('client'),
      ATTEMPTS.as('attempts'),
      sql<number>`count(DISTINCT user_id)::int`.as('accounts'),
      FIRST_AT.as('firstAt'),
      LAST_AT.as('lastAt'),
    ])
    .groupBy('client')
    .orderBy('attempts', 'desc')
    .orderBy('lastAt', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, client: row.client ?? undefined }));
}

export async function listByAccount(
  db: ReplicaDb,
  filter: AttemptFilter,
  limit: number,
): Promise<AttemptsOnAccount[]> {
  const rows = await failures(db, filter)
    .select([
      'user_id',
      ATTEMPTS.as('attempts'),
      sql<number>`count(DISTINCT ${CLIENT})::int`.as('clients'),
      FIRST_AT.as('firstAt'),
      LAST_AT.as('lastAt'),
    ])
    .groupBy('user_id')
    .orderBy('attempts', 'desc')
    .orderBy('lastAt', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ user_id, ...row }) => ({ ...row, userId: user_id ?? undefined }));
}

export async function list(db: ReplicaDb, filter: AttemptFilter, limit: number): Promise<FailedAttempt[]> {
  const rows = await failures(db, filter).selectAll().orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => ({
    type: row.type as FailedAttempt['type'],
    userId: row.user_id ?? undefined,
    ip: row.ip ?? undefined,
    userAgent: row.user_agent ?? undefined,
    occurredAt: row.occurred_at,
  }));
}

function failures(db: ReplicaDb, { since, network, userId }: AttemptFilter) {
  let query = reading<Tables>(db)
    .selectFrom('audit_log')
    .where('type', 'in', FAILED_ATTEMPT_TYPES)
    // Ids begin with their time: the primary key finds where to start. A moment earlier, since the id is made first.
    .where('id', '>=', firstIdAt(before(since, seconds(1))))
    .where('occurred_at', '>=', since);
  if (network) query = query.where(sql<boolean>`ip::inet <<= ${network}::inet`);
  if (userId) query = query.where('user_id', '=', userId);
  return query;
}
