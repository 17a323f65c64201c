import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { SessionId } from '#domain/ids.ts';
import type { Session, Sessions } from '#domain/sessions/sessions.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface ManageSessionsDeps {
  databases: Databases;
  users: Pick<Users, 'requireStillAt' | 'raiseSecurityVersion'>;
  sessions: Pick<Sessions, 'list' | 'endById' | 'endAll' | 'carryOver'>;
  auditLog: Pick<AuditLog, 'record'>;
}

export function createManageSessions({ databases, users, sessions, auditLog }: ManageSessionsDeps) {
  return {
    list: (session: Session): Promise<Session[]> => sessions.list(session.userId),

    /** False for an unknown id, which somebody else's is too. */
    async end(session: Session, id: SessionId, client: Client): Promise<boolean> {
      const hasEnded = await sessions.endById(session.userId, id);
      if (hasEnded)
        await auditLog.record(databases.primary, 'session_ended', { userId: session.userId, client });
      return hasEnded;
    },

    /** Also voids what is being started elsewhere right now; returns how many had been there. */
    async endOthers(user: User, session: Session, client: Client): Promise<number> {
      const securityVersion = await databases.inTransaction(user.email.canonical, async (tx) => {
        await users.requireStillAt(tx, user.id, session.securityVersion);
        await auditLog.record(tx, 'other_sessions_ended', { userId: user.id, client });
        return users.raiseSecurityVersion(tx, user.id);
      });
      const ended = await sessions.endAll(user.id, securityVersion, session);
      await sessions.carryOver(session, { securityVersion });
      return ended;
    },
  };
}

export type ManageSessions = ReturnType<typeof createManageSessions>;
