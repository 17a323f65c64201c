import type { AccountMemory } from '#domain/account-changes/account-changes.ts';
import type { UserId } from '#domain/ids.ts';
import type { Session } from '#domain/sessions/sessions.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases, FreshDb } from '#platform/database/database.ts';
import type { Account } from '#web/current-account.ts';

export interface FindAccountDeps {
  databases: Pick<Databases, 'deciding'>;
  users: Pick<Users, 'findById'>;
  totp: Pick<Totp, 'isOn'>;
  memory: AccountMemory<Account>;
  onFound?: (from: AccountSource) => void;
}

/** A closed set: it labels metrics. `unwatched`: nothing could be remembered. */
export const ACCOUNT_SOURCES = ['memory', 'primary', 'unwatched'] as const;
export type AccountSource = (typeof ACCOUNT_SOURCES)[number];

/** `undefined`: gone or disabled. Throws when it cannot be known. */
export type FindAccount = (session: Session) => Promise<Account | undefined>;

/**
 * From memory while changes are watched and the session knows of no later state; else from the primary, or, where it is
 * away or nothing can be watched, from whichever database may decide.
 */
export function createFindAccount(deps: FindAccountDeps): FindAccount {
  const { databases, users, totp, memory, onFound = () => {} } = deps;
  const read = async (db: FreshDb, userId: UserId): Promise<Account | undefined> => {
    const user = await users.findById(db, userId);
    return user && { user, hasSecondFactor: await totp.isOn(db, userId) };
  };

  return async (session) => {
    const { userId, email } = session;
    const known = memory.recall(userId);
    if (known && isAsLate(known, session)) {
      onFound('memory');
      return known;
    }
    if (memory.isKept()) {
      onFound('primary');
      return memory.keep(userId, (primary) => read(primary, userId));
    }
    onFound('unwatched');
    return databases.deciding(email, (db) => read(db, userId));
  };
}

/** A session of another version is that of somebody whose account changed a moment ago, on this side or the other. */
const isAsLate = ({ user }: Account, { securityVersion, accountRevision }: Session): boolean =>
  user.securityVersion === securityVersion && user.revision >= accountRevision;
