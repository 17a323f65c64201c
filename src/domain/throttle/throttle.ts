import { type Duration, days, shorter } from '#platform/duration.ts';
import { hashedName, type TokenHash } from '#platform/hashing.ts';
import type { CountedTurn, Counters, Limit } from '#platform/short-lived-state/short-lived-state.ts';
import { type Client, networksOf } from '../client.ts';
import type { CanonicalEmail } from '../email-address.ts';
import type { UserId } from '../ids.ts';
import { createLifting } from './lifting.ts';
import { type Budget, type LimitName, type LimitSettings, limitsFrom } from './limits.ts';

export type { Lifted } from './lifting.ts';
export { LIMIT_NAMES, type LimitName, type LimitSettings } from './limits.ts';

/** A turn counts as failed until it is given back. Tries during a wait count nothing and extend nothing. */
export type Turn = AllowedTurn | RefusedTurn;
export interface AllowedTurn {
  isAllowed: true;
  /** Tries counted against the first of the budgets, this one included. */
  count: number;
  /** It was no failure after all: a right password, also when a second step follows. */
  giveBack(): Promise<void>;
  /**
   * Runs the check that the turn was taken for. If it fails before it came to a verdict, as with a store that does
   * not answer, nothing was guessed: the turn goes back and the error on.
   */
  judge<Verdict>(check: () => Promise<Verdict>): Promise<Verdict>;
}
export interface RefusedTurn {
  isAllowed: false;
  retryAfter: Duration;
  limit: LimitName;
  /** What is in force now: a window's own budget, or during a backoff one try a wait. */
  policy: { most: number; per: Duration };
}

/**
 * A browser or app that signed in to this account before (the hash of its token). It has budgets of its own, so a
 * stranger who keeps failing on an account keeps nobody out who was there before.
 */
export type KnownDevice = TokenHash;

/** What is known of who comes, beyond the address. */
export interface Standing {
  device?: KnownDevice | undefined;
  /** Looked at closely: the client's own budgets are a quarter. */
  isSuspect?: boolean;
}

export interface ThrottleDeps {
  counters: Counters;
  settings: LimitSettings;
  onRefused?: (limit: LimitName, retryAfter: Duration) => void;
}

export type Throttle = ReturnType<typeof createThrottle>;

/**
 * The one gate in front of every check of a password or a code, whatever the door. (Mailed tokens carry 256
 * random bits: there is nothing to guess.) Turns are taken before the check, atomically, from budgets that all
 * instances share; known and unknown addresses alike.
 */
export function createThrottle({ counters, settings, onRefused = () => {} }: ThrottleDeps) {
  const limits = limitsFrom(settings);

  const take = async (budgets: readonly Budget[]): Promise<Turn> => {
    const answers = await Promise.allSettled(
      budgets.map(async (budget) => ({
        budget,
        turn: await counters.takeTurn(keyOf(budget), limits[budget.limit]),
      })),
    );
    const turns = answers.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
    const taken = turns.filter(({ turn }) => turn.isAllowed);
    const giveBack = async () => {
      await Promise.all(taken.map(({ budget, turn }) => counters.giveBackTurn(keyOf(budget), turn)));
    };
    // One budget cannot be known, so nothing is looked at; what the others counted was no try.
    const failed = answers.find((one) => one.status === 'rejected');
    if (failed) {
      await giveBack().catch(() => {});
      throw failed.reason;
    }
    const judge = async <Verdict>(check: () => Promise<Verdict>): Promise<Verdict> => {
      try {
        return await check();
      } catch (error) {
        await giveBack();
        throw error;
      }
    };
    const longest = longestWait(turns.filter(({ turn }) => !turn.isAllowed));
    if (!longest) return { isAllowed: true, count: turns[0]?.turn.count ?? 0, giveBack, judge };

    // One budget refuses: this try does not happen, so it costs the others nothing.
    await giveBack();
    const { limit } = longest.budget;
    const retryAfter = shorter(longest.turn.wait, days(1));
    onRefused(limit, retryAfter);
    return { isAllowed: false, retryAfter, limit, policy: policyOf(limits[limit], retryAfter) };
  };

  const takeMailbox = (mailbox: CanonicalEmail): Promise<Turn> =>
    take([
      { limit: 'mail_per_mailbox_hourly', subject: mailboxOf(mailbox) },
      { limit: 'mail_per_mailbox_daily', subject: mailboxOf(mailbox) },
    ]);

  return {
    ...createLifting((budget) => counters.clear(keyOf(budget))),

    /** In front of a password check: sign-in, confirm it's you, change password, verify by password. */
    takeCredentials: (
      client: Client,
      account: CanonicalEmail,
      { device, isSuspect = false }: Standing = {},
    ): Promise<Turn> =>
      take(
        device
          ? [{ limit: 'credentials_per_device', subject: device }]
          : [
              { limit: 'credentials_per_account', subject: account },
              { limit: 'credentials_per_pair', subject: pairOf(client, account) },
              ...clientBudgets(client),
              ...ifSuspect(isSuspect, 'credentials_per_suspect', client),
            ],
      ),

    /** For what stands where a password or code belongs and is none: nothing is judged, but the client tried. */
    takeMalformed: (client: Client): Promise<Turn> => take(clientBudgets(client)),

    /**
     * After a complete sign-in: clears what this client or this device failed on this account, never what strangers
     * failed.
     */
    async forgiveCredentials(client: Client, account: CanonicalEmail, device?: KnownDevice): Promise<void> {
      if (device) await counters.clear(keyOf({ limit: 'credentials_per_device', subject: device }));
      const failed = await counters.clear(
        keyOf({ limit: 'credentials_per_pair', subject: pairOf(client, account) }),
      );
      if (failed === 0) return;
      const budget: Budget = { limit: 'credentials_per_account', subject: account };
      await counters.reduce(keyOf(budget), failed, limits[budget.limit]);
    },

    /** In front of a code check: over all of a person's waiting sign-ins, sessions and factors together. */
    takeSecondStep: (
      client: Client,
      userId: UserId,
      { pendingKey, device }: { pendingKey?: string; device?: KnownDevice | undefined } = {},
    ): Promise<Turn> =>
      take([
        { limit: 'second_step_in_a_row', subject: userId },
        { limit: 'second_step_per_person', subject: userId },
        ...(pendingKey ? [{ limit: 'second_step_per_pending', subject: pendingKey } as const] : []),
        ...(device ? [] : clientBudgets(client)),
      ]),

    /** After a right code, or a reset by whoever reads the mailbox: the row is over. */
    async forgiveSecondStep(userId: UserId): Promise<void> {
      await counters.clear(keyOf({ limit: 'second_step_in_a_row', subject: userId }));
    },

    takeSignUp: (client: Client, { isSuspect = false }: Standing = {}): Promise<Turn> =>
      take([
        ...networkBudgets(client, 'sign_up_per_client', 'sign_up_per_network'),
        ...ifSuspect(isSuspect, 'sign_up_per_suspect', client),
      ]),

    /** In front of a request that makes us mail somebody: the client's or device's own budget, refused openly. */
    takeMailRequest: (client: Client, { device, isSuspect = false }: Standing = {}): Promise<Turn> =>
      take(
        device
          ? [{ limit: 'mail_per_device', subject: device }]
          : [
              ...networkBudgets(client, 'mail_per_client', 'mail_per_network'),
              ...ifSuspect(isSuspect, 'mail_per_suspect', client),
            ],
      ),

    /** Whether this mailbox may get another mail that a stranger can cause; refused silently. */
    takeMailbox,

    /** The same for a reset link; one an hour goes out whatever strangers asked for. */
    async takeMailboxForReset(mailbox: CanonicalEmail): Promise<Turn> {
      const turn = await takeMailbox(mailbox);
      if (turn.isAllowed) return turn;
      return take([{ limit: 'reset_mail_per_mailbox', subject: mailboxOf(mailbox) }]);
    },
  };
}

function policyOf(limit: Limit, retryAfter: Duration): RefusedTurn['policy'] {
  return limit.kind === 'window' ? { most: limit.most, per: limit.per } : { most: 1, per: retryAfter };
}

const clientBudgets = (client: Client): Budget[] =>
  networkBudgets(client, 'credentials_per_client', 'credentials_per_network');

function networkBudgets(client: Client, ofNarrow: LimitName, ofWide: LimitName): Budget[] {
  const { narrow, wide } = networksOf(client);
  const budgets: Budget[] = [{ limit: ofNarrow, subject: narrow }];
  if (wide) budgets.push({ limit: ofWide, subject: wide });
  return budgets;
}

const ifSuspect = (isSuspect: boolean, limit: LimitName, client: Client): Budget[] =>
  isSuspect ? [{ limit, subject: networksOf(client).narrow }] : [];

function longestWait<Taken extends { turn: CountedTurn }>(turns: readonly Taken[]): Taken | undefined {
  return turns.toSorted((one, other) => other.turn.wait - one.turn.wait)[0];
}

const keyOf = ({ limit, subject }: Budget) => `${limit}:${hashedName(subject)}`;
const pairOf = (client: Client, account: CanonicalEmail) => `${networksOf(client).narrow} ${account}`;
/** Providers deliver `a+x@` to `a@`: one mailbox, one budget. */
const mailboxOf = (address: CanonicalEmail) => address.replace(/\+[^@]*@/, '@');
