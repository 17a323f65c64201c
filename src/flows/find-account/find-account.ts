import type { AccountMemory } from '#domain/account-changes/account-changes.ts';
import type { UserId } from '#domain/ids.ts';
import type { Session } from '#domain/sessions/sessions.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases, FreshDb } from '#platform/database/database.ts';
import type { Account } from '#web/current-account.ts';

export interface FindAccountDeps {
  databases: Pick<Databases, 'primary' | 'deciding'>;
  users: Pick<Users, 'findById'>;
  totp: Pick<Totp, 'isOn'>;
  memory: AccountMemory<Account>;
  onFound?: (from: AccountSource) => void;
}

/** A closed set: it labels metrics. */
export const ACCOUNT_SOURCES = ['memory', 'database'] as const;
export type AccountSource = (typeof ACCOUNT_SOURCES)[number];

/** `undefined`: gone or disabled. Throws when it cannot be known. */
export type FindAccount = (session: Session) => Promise<Account | undefined>;

/** From memory where the session knows of no later state; else from whichever database may decide. */
export function createFindAccount(deps: FindAccountDeps): FindAccount {
  const { databases, users, totp, memory, onFound = () => {} } = deps;
  const { primary } = databases;

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
    onFound('database');
    return databases.deciding(email, (db) => {
      if (db === primary) return memory.keep(userId, () => read(primary, userId));
      // A replica decides, but may not have seen yet what was changed by hand: it is not what is remembered.
      memory.keepLater(userId, () => read(primary, userId));
      return read(db, userId);
    });
  };
}

/** A session of another version is that of somebody whose account changed a moment ago, on this side or the other. */
const isAsLate = ({ user }: Account, { securityVersion, accountRevision }: Session): boolean =>
  user.securityVersion === securityVersion && user.revision >= accountRevision;
