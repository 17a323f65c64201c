import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, Transaction } from '#platform/database/database.ts';
import type { Random } from '#platform/random.ts';
import type { Client } from '../client.ts';
import type { EmailAddress } from '../email-address.ts';
import * as repository from './reset-requests.repository.ts';

/** Somebody typed an address into "forgotten password"; whether it is known is not looked at yet. */
export interface ResetRequest {
  id: string;
  email: EmailAddress;
  client: Client;
}

export type ResetRequests = ReturnType<typeof createResetRequests>;

const BATCH = 20;

export function createResetRequests({ clock, random }: { clock: Clock; random: Random }) {
  let wake = () => {};

  return {
    /** Durable before the answer goes out: the mail is not lost by a restart. */
    async record(db: PrimaryDb, email: EmailAddress, client: Client): Promise<void> {
      await repository.insert(db, {
        id: random.uuid(),
        email: email.address,
        email_canonical: email.canonical,
        ip: client.ip,
        user_agent: client.userAgent,
        created_at: clock.now(),
      });
      setImmediate(() => wake());
    },

    /** Whom to tell that a request waits. */
    onRecorded(listener: () => void): void {
      wake = listener;
    },

    async listWaiting(db: PrimaryDb): Promise<ResetRequest[]> {
      const rows = await repository.list(db, BATCH);
      return rows.map(({ id, email, email_canonical, ip, user_agent }) => ({
        id,
        email: { address: email, canonical: email_canonical },
        client: { ip, userAgent: user_agent },
      }));
    },

    /** In the transaction that answers it; false when another process did. */
    settle: (tx: Transaction, { id }: ResetRequest): Promise<boolean> => repository.remove(tx, id),

    removeAll: (tx: Transaction, { canonical }: EmailAddress): Promise<void> =>
      repository.removeByAddress(tx, canonical),
  };
}
