import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import { isInFuture, type Profile, type User, type Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';

export interface EditProfileDeps {
  databases: Pick<Databases, 'inTransaction'>;
  users: Pick<Users, 'requireStillAt' | 'changeProfile'>;
  auditLog: Pick<AuditLog, 'record'>;
  clock: Clock;
}

export type EditProfileOutcome =
  | { kind: 'saved'; profile: Profile }
  | { kind: 'refused'; field: 'dateOfBirth' };

export function createEditProfile({ databases, users, auditLog, clock }: EditProfileDeps) {
  return async function editProfile(
    user: User,
    changes: Partial<Profile>,
    client: Client,
  ): Promise<EditProfileOutcome> {
    const { firstName, lastName, country, dateOfBirth } = { ...user, ...changes };
    if (isInFuture(dateOfBirth, clock.now())) return { kind: 'refused', field: 'dateOfBirth' };

    const profile = { firstName, lastName, country, dateOfBirth };
    await databases.inTransaction(user.email.canonical, async (tx) => {
      await users.requireStillAt(tx, user.id, user.securityVersion);
      await users.changeProfile(tx, user.id, profile);
      await auditLog.record(tx, 'profile_changed', { userId: user.id, client });
    });
    return { kind: 'saved', profile };
  };
}

export type EditProfile = ReturnType<typeof createEditProfile>;
