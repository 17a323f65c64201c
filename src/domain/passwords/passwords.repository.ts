import {
  type FreshDb,
  type PrimaryDb,
  reading,
  type Transaction,
  writing,
} from '#platform/database/database.ts';
import type { UserId } from '../ids.ts';
import type { PasswordHash, StoredPassword } from './password.ts';

interface Tables {
  passwords: { user_id: UserId; hash: PasswordHash; changed_at: Date };
}

export function find(db: FreshDb, userId: UserId) {
  return reading<Tables>(db)
    .selectFrom('passwords')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

export async function upsert(tx: Transaction, row: Tables['passwords']): Promise<void> {
  await writing<Tables>(tx)
    .insertInto('passwords')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet({ hash: row.hash, changed_at: row.changed_at }),
    )
    .execute();
}

/** Compare-and-set: false when the password was changed meanwhile, which is left alone. */
export async function replace(
  db: PrimaryDb,
  { userId, hash: old }: StoredPassword,
  changes: Partial<Pick<Tables['passwords'], 'hash' | 'changed_at'>>,
): Promise<boolean> {
  const row = await writing<Tables>(db)
    .updateTable('passwords')
    .set(changes)
    .where('user_id', '=', userId)
    .where('hash', '=', old)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteOf(tx: Transaction, userId: UserId): Promise<void> {
  await writing<Tables>(tx).deleteFrom('passwords').where('user_id', '=', userId).execute();
}
