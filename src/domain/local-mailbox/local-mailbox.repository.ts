import { type PrimaryDb, reading, writing } from '#platform/database/database.ts';
import type { MailId } from '../ids.ts';

export interface MailboxRow {
  id: MailId;
  recipient: string;
  subject: string;
  text: string;
  html: string;
  sent_at: Date;
}
interface Tables {
  local_mailbox: MailboxRow;
}

export async function insert(db: PrimaryDb, row: MailboxRow): Promise<void> {
  await writing<Tables>(db)
    .insertInto('local_mailbox')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export function list(db: PrimaryDb, limit: number): Promise<MailboxRow[]> {
  return reading<Tables>(db)
    .selectFrom('local_mailbox')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export function find(db: PrimaryDb, id: MailId): Promise<MailboxRow | undefined> {
  return reading<Tables>(db).selectFrom('local_mailbox').selectAll().where('id', '=', id).executeTakeFirst();
}
