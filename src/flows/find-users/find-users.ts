import type { UserId } from '#domain/ids.ts';
import type { Session, Sessions } from '#domain/sessions/sessions.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { KnownUser, Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface FindUsersDeps {
  databases: Pick<Databases, 'primary'>;
  users: Pick<Users, 'findKnown' | 'searchKnown'>;
  totp: Pick<Totp, 'listOn'>;
  sessions: Pick<Sessions, 'list'>;
}

export interface FoundUser {
  id: UserId;
  email: string;
  firstName: string;
  lastName: string;
  createdAt: Date;
  disabledAt: Date | undefined;
  secondFactor: boolean;
  /** How many live. */
  sessions: number;
  /** Of those that live. */
  lastSeenAt: Date | undefined;
}
export type FoundUsers = { users: FoundUser[]; hasMore: boolean };

const MOST_FOUND = 50;

/** People by a part of their address, for operators. On the primary: what was just changed is seen. */
export function createFindUsers({ databases, users, totp, sessions }: FindUsersDeps) {
  const { primary } = databases;

  const describe = async (found: readonly KnownUser[]): Promise<FoundUser[]> => {
    const ids = found.map(({ id }) => id);
    const withTotp = new Set(await totp.listOn(primary, ids));
    return Promise.all(
      found.map(async ({ id, email, firstName, lastName, createdAt, disabledAt }) => {
        const live = await sessions.list(id);
        const person = { id, email: email.address, firstName, lastName, createdAt, disabledAt };
        return {
          ...person,
          secondFactor: withTotp.has(id),
          sessions: live.length,
          lastSeenAt: latest(live),
        };
      }),
    );
  };

  return {
    async byId(id: UserId): Promise<FoundUsers> {
      const user = await users.findKnown(primary, { id });
      return { users: await describe(user ? [user] : []), hasMore: false };
    },

    async byPart(part: string): Promise<FoundUsers> {
      const found = await users.searchKnown(primary, part, MOST_FOUND + 1);
      return { users: await describe(found.slice(0, MOST_FOUND)), hasMore: found.length > MOST_FOUND };
    },
  };
}

const latest = (sessions: readonly Session[]): Date | undefined =>
  sessions.map(({ lastSeenAt }) => lastSeenAt).sort((one, other) => other.getTime() - one.getTime())[0];

export type FindUsers = ReturnType<typeof createFindUsers>;
