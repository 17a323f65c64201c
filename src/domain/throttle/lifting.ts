import type { TokenHash } from '#platform/hashing.ts';
import { type Client, networksOf } from '../client.ts';
import type { CanonicalEmail } from '../email-address.ts';
import type { UserId } from '../ids.ts';
import type { Budget, LimitName } from './limits.ts';

/** A budget that had something counted against it, and how many tries that were. */
export interface Lifted {
  limit: LimitName;
  tries: number;
}

/** Whose waits end: an address, and what is known of the person who has it. */
export interface LiftedAccount {
  email: CanonicalEmail;
  userId: UserId | undefined;
  devices: readonly TokenHash[];
}

const OF_CLIENT: readonly LimitName[] = [
  'credentials_per_client',
  'sign_up_per_client',
  'mail_per_client',
  'credentials_per_suspect',
  'sign_up_per_suspect',
  'mail_per_suspect',
];
const OF_NETWORK: readonly LimitName[] = [
  'credentials_per_network',
  'sign_up_per_network',
  'mail_per_network',
];
const OF_DEVICE: readonly LimitName[] = ['credentials_per_device', 'mail_per_device'];
const OF_PERSON: readonly LimitName[] = ['second_step_per_person', 'second_step_in_a_row'];

/** What an operator takes back: all that was counted against a client or an account, for every instance. */
export function createLifting(clear: (budget: Budget) => Promise<number>) {
  const clearAll = async (budgets: readonly Budget[]): Promise<Lifted[]> => {
    const cleared = new Map<LimitName, number>();
    for (const budget of budgets) {
      const tries = await clear(budget);
      if (tries > 0) cleared.set(budget.limit, tries + (cleared.get(budget.limit) ?? 0));
    }
    return [...cleared].map(([limit, tries]) => ({ limit, tries }));
  };

  return {
    /** An IPv4 address; of an IPv6 address its /64 and its /48. */
    liftClient(client: Client): Promise<Lifted[]> {
      const { narrow, wide } = networksOf(client);
      return clearAll([...budgetsOf(OF_CLIENT, narrow), ...(wide ? budgetsOf(OF_NETWORK, wide) : [])]);
    },

    /** Passwords and codes at every door, the stop after too many codes in a row included. */
    liftAccount({ email, userId, devices }: LiftedAccount): Promise<Lifted[]> {
      return clearAll([
        { limit: 'credentials_per_account', subject: email },
        ...devices.flatMap((device) => budgetsOf(OF_DEVICE, device)),
        ...(userId ? budgetsOf(OF_PERSON, userId) : []),
      ]);
    },
  };
}

const budgetsOf = (limits: readonly LimitName[], subject: string): Budget[] =>
  limits.map((limit) => ({ limit, subject }));
