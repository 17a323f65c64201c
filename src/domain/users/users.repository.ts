import {
  type PrimaryDb,
  type ReplicaDb,
  reading,
  type Transaction,
  writing,
} from '#platform/database/database.ts';
import type { CanonicalEmail } from '../email-address.ts';
import type { UserId } from '../ids.ts';
import { LANGUAGES, parseLanguage } from '../language.ts';
import type { User } from './users.ts';

interface UserRow {
  id: UserId;
  email: string;
  email_canonical: CanonicalEmail;
  first_name: string;
  last_name: string;
  country: string | null;
  date_of_birth: string | null;
  wants_second_factor: boolean;
  /** One this version may not know: a newer instance may run beside it. */
  language: string;
  security_version: number;
  /** Raised by the database. */
  revision: number;
  disabled_at: Date | null;
  created_at: Date;
}
interface Tables {
  users: UserRow;
}

export function findBy<Column extends 'id' | 'email_canonical'>(
  db: ReplicaDb,
  column: Column,
  value: UserRow[Column],
): Promise<UserRow | undefined> {
  return reading<Tables>(db)
    .selectFrom('users')
    .selectAll()
    .where(column, '=', value as never)
    .executeTakeFirst();
}

/** False when the address is taken: the unique index decides, not a look beforehand. */
export async function insert(tx: Transaction, row: UserRow): Promise<boolean> {
  const inserted = await writing<Tables>(tx)
    .insertInto('users')
    .values(row)
    .onConflict((conflict) => conflict.column('email_canonical').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** The revision it has then; 0: nobody has this id. */
export async function update(
  tx: Transaction,
  id: UserId,
  changes: Partial<
    Pick<
      UserRow,
      | 'first_name'
      | 'last_name'
      | 'country'
      | 'date_of_birth'
      | 'wants_second_factor'
      | 'language'
      | 'disabled_at'
    >
  >,
): Promise<number> {
  const row = await writing<Tables>(tx)
    .updateTable('users')
    .set(changes)
    .where('id', '=', id)
    .returning('revision')
    .executeTakeFirst();
  return row?.revision ?? 0;
}

/** The version with the row locked until the transaction ends; `undefined` when gone or disabled. */
export async function lockVersion(tx: Transaction, id: UserId): Promise<number | undefined> {
  const row = await writing<Tables>(tx)
    .selectFrom('users')
    .select('security_version')
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row?.security_version;
}

/** The whole row, locked until the transaction ends; of somebody disabled too. */
export function lock(tx: Transaction, id: UserId): Promise<UserRow | undefined> {
  return writing<Tables>(tx)
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export function listByIds(db: ReplicaDb, ids: readonly UserId[]): Promise<UserRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return reading<Tables>(db).selectFrom('users').selectAll().where('id', 'in', ids).execute();
}

/** Whose address holds `part`, whatever its case; in the order of addresses. */
export function search(db: ReplicaDb, part: string, limit: number): Promise<UserRow[]> {
  const pattern = `%${part.replace(/[\\%_]/g, '\\$&')}%`;
  return reading<Tables>(db)
    .selectFrom('users')
    .selectAll()
    .where((where) =>
      where.or([
        where('email', 'ilike', pattern),
        where('email_canonical', 'ilike', pattern as CanonicalEmail),
      ]),
    )
    .orderBy('email_canonical')
    .limit(limit)
    .execute();
}

export async function raiseSecurityVersion(tx: Transaction, id: UserId): Promise<number> {
  const row = await writing<Tables>(tx)
    .updateTable('users')
    .set((expression) => ({ security_version: expression('security_version', '+', 1) }))
    .where('id', '=', id)
    .returning('security_version')
    .executeTakeFirstOrThrow();
  return row.security_version;
}

export async function remove(tx: Transaction, id: UserId): Promise<void> {
  await writing<Tables>(tx).deleteFrom('users').where('id', '=', id).execute();
}

export async function currentVersion(db: PrimaryDb, id: UserId): Promise<number | undefined> {
  const row = await reading<Tables>(db)
    .selectFrom('users')
    .select('security_version')
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return row?.security_version;
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: { address: row.email, canonical: row.email_canonical },
    firstName: row.first_name,
    lastName: row.last_name,
    country: row.country ?? undefined,
    dateOfBirth: row.date_of_birth ?? undefined,
    wantsSecondFactor: row.wants_second_factor,
    language: parseLanguage(row.language) ?? LANGUAGES[0],
    securityVersion: row.security_version,
    revision: row.revision,
    createdAt: row.created_at,
  };
}

export type { UserRow };
