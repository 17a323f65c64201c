import type { Clock } from '#platform/clock.ts';
import type { FreshDb, PrimaryDb, Transaction } from '#platform/database/database.ts';
import type { Random } from '#platform/random.ts';
import type { CanonicalEmail, EmailAddress } from '../email-address.ts';
import type { UserId } from '../ids.ts';
import type { Language } from '../language.ts';
import { createKnownUsers } from './known-users.ts';
import * as repository from './users.repository.ts';

export { isInFuture } from './birth-date.ts';
export type { KnownUser, UserName } from './known-users.ts';

export interface User extends Profile {
  id: UserId;
  email: EmailAddress;
  wantsSecondFactor: boolean;
  /** To be written to in. */
  language: Language;
  securityVersion: number;
  /** Rises with each change of the row, whoever makes it. */
  revision: number;
  createdAt: Date;
}

export interface Profile {
  firstName: string;
  lastName: string;
  /** ISO 3166-1 alpha-2. */
  country: string | undefined;
  /** `YYYY-MM-DD`. */
  dateOfBirth: string | undefined;
}

export interface NewUser extends Profile {
  email: EmailAddress;
  wantsSecondFactor: boolean;
  language: Language;
}

export type Users = ReturnType<typeof createUsers>;

export interface UsersDeps {
  clock: Clock;
  random: Random;
  /** In the same transaction: what was begun under an older version must end. */
  onVersionRaised: (tx: Transaction, id: UserId, version: number) => Promise<void>;
}

/** What a session was let in for is not so any more; nothing was changed. */
export class AccountChanged extends Error {}

const isStillAt = async (tx: Transaction, id: UserId, securityVersion: number): Promise<boolean> =>
  (await repository.lockVersion(tx, id)) === securityVersion;

export function createUsers({ clock, random, onVersionRaised }: UsersDeps) {
  const raiseSecurityVersion = async (tx: Transaction, id: UserId): Promise<number> => {
    const version = await repository.raiseSecurityVersion(tx, id);
    await onVersionRaised(tx, id, version);
    return version;
  };

  return {
    ...createKnownUsers({ clock }),

    /** A disabled person is not found: every door then treats them like an unknown address. */
    async findByEmail(db: FreshDb, email: CanonicalEmail): Promise<User | undefined> {
      return unlessDisabled(await repository.findBy(db, 'email_canonical', email));
    },

    async findById(db: FreshDb, id: UserId): Promise<User | undefined> {
      return unlessDisabled(await repository.findBy(db, 'id', id));
    },

    /** `undefined` when somebody else proved this address first. */
    async create(tx: Transaction, { email, ...person }: NewUser): Promise<User | undefined> {
      const row: repository.UserRow = {
        id: random.uuid() as UserId,
        email: email.address,
        email_canonical: email.canonical,
        ...profileColumns(person),
        wants_second_factor: person.wantsSecondFactor,
        language: person.language,
        security_version: 1,
        revision: 1,
        disabled_at: null,
        created_at: clock.now(),
      };
      return (await repository.insert(tx, row)) ? repository.toUser(row) : undefined;
    },

    /** Returns the new revision. */
    changeProfile: (tx: Transaction, id: UserId, profile: Profile): Promise<number> =>
      repository.update(tx, id, profileColumns(profile)),

    /** The same. */
    changeLanguage: (tx: Transaction, id: UserId, language: Language): Promise<number> =>
      repository.update(tx, id, { language }),

    /** The wish from sign-up was fulfilled or withdrawn. */
    async forgetWish(tx: Transaction, id: UserId): Promise<void> {
      await repository.update(tx, id, { wants_second_factor: false });
    },

    /**
     * First in every transaction that changes how somebody signs in: true when the account is still as it was when
     * the caller was let in, and stays so until COMMIT. One order of locks, so that two changes never wait in a circle.
     */
    isStillAt,

    /** The same, thrown as `AccountChanged`: the caller's session ended between the door and here. */
    async requireStillAt(tx: Transaction, id: UserId, securityVersion: number): Promise<void> {
      if (!(await isStillAt(tx, id, securityVersion))) throw new AccountChanged();
    },

    /**
     * The same lock for a caller who was let in by what no version voids (a link in a notice): false when the account
     * is gone or disabled.
     */
    async lock(tx: Transaction, id: UserId): Promise<boolean> {
      return (await repository.lockVersion(tx, id)) !== undefined;
    },

    /**
     * Makes every session and reset link made before worthless, also those being made right now;
     * returns the new version. The caller ends the sessions themselves after COMMIT.
     */
    raiseSecurityVersion,

    /**
     * With the row goes what hangs on it: password, factors and codes, devices, mailed tokens. The version is raised a last
     * time, so that the ending of the sessions is demanded as with any other change; returned for the caller to do it.
     */
    async remove(tx: Transaction, id: UserId): Promise<number> {
      const version = await raiseSecurityVersion(tx, id);
      await repository.remove(tx, id);
      return version;
    },

    /** On the primary; `undefined` when the account is gone or disabled. */
    currentVersion: (db: PrimaryDb, id: UserId) => repository.currentVersion(db, id),
  };
}

function profileColumns({ firstName, lastName, country, dateOfBirth }: Profile) {
  return {
    first_name: firstName,
    last_name: lastName,
    country: country ?? null,
    date_of_birth: dateOfBirth ?? null,
  };
}

/** To every door that people come through a disabled person is nobody. */
function unlessDisabled(row: repository.UserRow | undefined): User | undefined {
  return row && !row.disabled_at ? repository.toUser(row) : undefined;
}
