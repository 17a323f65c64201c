import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Session, Sessions } from '#domain/sessions/sessions.ts';
import { isInFuture, type Profile, type User, type Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';

export interface EditProfileDeps {
  databases: Pick<Databases, 'inTransaction'>;
  users: Pick<Users, 'requireStillAt' | 'findById' | 'changeProfile'>;
  sessions: Pick<Sessions, 'expectRevision'>;
  auditLog: Pick<AuditLog, 'record'>;
  clock: Clock;
}

export type EditProfileOutcome =
  | { kind: 'saved'; profile: Profile }
  | { kind: 'refused'; field: 'dateOfBirth' };

export function createEditProfile({ databases, users, sessions, auditLog, clock }: EditProfileDeps) {
  return async function editProfile(
    user: User,
    session: Session,
    changes: Partial<Profile>,
    client: Client,
  ): Promise<EditProfileOutcome> {
    if (isInFuture(changes.dateOfBirth, clock.now())) return { kind: 'refused', field: 'dateOfBirth' };

    const { profile, revision } = await databases.inTransaction(user.email.canonical, async (tx) => {
      await users.requireStillAt(tx, user.id, user.securityVersion);
      // As it is now, not as it was shown: what another device just changed is not to be put back.
      const { firstName, lastName, country, dateOfBirth } = {
        ...((await users.findById(tx, user.id)) ?? user),
        ...changes,
      };
      const changed = { firstName, lastName, country, dateOfBirth };
      await auditLog.record(tx, 'profile_changed', { userId: user.id, client });
      return { profile: changed, revision: await users.changeProfile(tx, user.id, changed) };
    });
    await sessions.expectRevision(session, revision);
    return { kind: 'saved', profile };
  };
}

export type EditProfile = ReturnType<typeof createEditProfile>;
