import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Session, Sessions } from '#domain/sessions/sessions.ts';
import type { Databases } from '#platform/database/database.ts';

export interface SignOutDeps {
  databases: Pick<Databases, 'primary'>;
  sessions: Pick<Sessions, 'end'>;
  auditLog: Pick<AuditLog, 'record'>;
}

/** Throws when the session could not be ended: signing out must not pretend. */
export function createSignOut({ databases, sessions, auditLog }: SignOutDeps) {
  return async function signOut(session: Session, client: Client): Promise<void> {
    const hasEnded = await sessions.end(session, 'signed_out');
    if (hasEnded) await auditLog.record(databases.primary, 'signed_out', { userId: session.userId, client });
  };
}

export type SignOut = ReturnType<typeof createSignOut>;
