import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, ReplicaDb, Transaction } from '#platform/database/database.ts';
import {
  after,
  before,
  between,
  type Duration,
  days,
  hours,
  minutes,
  seconds,
  shorter,
} from '#platform/duration.ts';
import type { Keyring } from '#platform/encryption.ts';
import type { MailContent } from '#platform/mailer.ts';
import type { Random } from '#platform/random.ts';
import type { EmailAddress } from '../email-address.ts';
import type { MailId } from '../ids.ts';
import * as repository from './mail-queue.repository.ts';

/** A closed set: it labels metrics. */
export const MAIL_KINDS = [
  'verify_address',
  'account_exists',
  'reset_password',
  'password_changed',
  'totp_turned_on',
  'totp_turned_off',
  'recovery_codes_issued',
  'recovery_code_used',
  'second_factor_failed',
  'sign_in_failures',
  'new_device',
  'account_deleted',
  'user_disabled',
  'user_enabled',
  'sessions_ended_by_operator',
  'second_factor_removed_by_operator',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export interface ClaimedMail {
  id: MailId;
  kind: MailKind;
  recipient: string;
  /** `undefined` when no key of the ring opens it (any more). */
  content: MailContent | undefined;
  attempts: number;
  createdAt: Date;
}

export interface MailedOnce {
  kind: string;
  /** As it was spelled then. */
  recipient: string;
  createdAt: Date;
  sentAt: Date | undefined;
}

export type MailQueue = ReturnType<typeof createMailQueue>;

/** How long one attempt may take before another process may try. */
const CLAIM = minutes(2);
const FIRST_PAUSE = seconds(2);
const LONGEST_PAUSE = hours(1);
const GIVEN_UP_AFTER = days(2);
const KEPT = days(30);
/** Nothing of this one is kept once it is sent or given up: the address belongs to nobody here any more. */
const LAST_MAIL: MailKind = 'account_deleted';

/** Mail survives restarts and is written in the transaction that causes it; sending happens in the background. */
export function createMailQueue({
  keyring,
  clock,
  random,
}: {
  keyring: Keyring;
  clock: Clock;
  random: Random;
}) {
  let wake = () => {};

  /** One mail whose key was taken out of the ring too early must not hold up the others. */
  const openBody = ({ id, key_id, ciphertext }: repository.MailRow): MailContent | undefined => {
    if (!key_id || !ciphertext) return undefined;
    try {
      return JSON.parse(Buffer.from(keyring.open({ keyId: key_id, ciphertext }, rowOf(id))).toString());
    } catch {
      return undefined;
    }
  };

  return {
    async enqueue(tx: Transaction, kind: MailKind, to: EmailAddress, content: MailContent): Promise<void> {
      const id = random.uuid() as MailId;
      const now = clock.now();
      const { keyId, ciphertext } = keyring.seal(Buffer.from(JSON.stringify(content)), rowOf(id));
      await repository.insert(tx, {
        id,
        kind,
        recipient: to.address,
        recipient_canonical: to.canonical,
        key_id: keyId,
        ciphertext,
        attempts: 0,
        next_attempt_at: now,
        created_at: now,
        sent_at: null,
        given_up_at: null,
      });
      // Seen only after COMMIT, so the deliverer is woken a moment later; its own rhythm is the safety net.
      setTimeout(() => wake(), 20).unref();
    },

    /** Whom to tell that mail may be due. */
    onEnqueued(listener: () => void): void {
      wake = listener;
    },

    async claimDue(db: PrimaryDb, limit: number): Promise<ClaimedMail[]> {
      const now = clock.now();
      const rows = await repository.claimDue(db, now, after(now, CLAIM), limit);
      return rows.map((row) => {
        const { id, recipient, attempts, created_at: createdAt } = row;
        return { id, kind: row.kind as MailKind, recipient, attempts, createdAt, content: openBody(row) };
      });
    },

    /** The body is erased: it held a link that lets somebody act. */
    markSent: (db: PrimaryDb, { id, kind }: ClaimedMail): Promise<void> =>
      kind === LAST_MAIL ? repository.deleteOne(db, id) : repository.markSent(db, id, clock.now()),

    /** Another attempt after a pause that doubles from 2 s to an hour; given up after two days. */
    async markFailed(db: PrimaryDb, mail: ClaimedMail): Promise<'retried' | 'given_up'> {
      const now = clock.now();
      const pause = shorter((FIRST_PAUSE * 2 ** Math.min(20, mail.attempts - 1)) as Duration, LONGEST_PAUSE);
      const isLast = between(mail.createdAt, now) >= GIVEN_UP_AFTER;
      if (isLast && mail.kind === LAST_MAIL) {
        await repository.deleteOne(db, mail.id);
        return 'given_up';
      }
      await repository.updateClaimed(
        db,
        mail,
        isLast
          ? { given_up_at: now, ciphertext: null, key_id: null }
          : { next_attempt_at: after(now, pause) },
      );
      return isLast ? 'given_up' : 'retried';
    },

    /**
     * Makes everything that waits due, claimed or not: only at a start that no other process shares the database
     * with. What a killed one was sending would otherwise wait until its claim has lapsed.
     */
    makeAllDue: (db: PrimaryDb): Promise<void> => repository.makeAllDue(db, clock.now()),

    /** How many mails of a kind an address was sent in the last day. */
    countToday: (db: PrimaryDb, kind: MailKind, { canonical }: EmailAddress): Promise<number> =>
      repository.countSince(db, canonical, kind, before(clock.now(), days(1))),

    /** Everything mailed to an address in the last month, newest first; what it said is not told. */
    async listTo(db: ReplicaDb, { canonical }: EmailAddress): Promise<MailedOnce[]> {
      const rows = await repository.listTo(db, canonical);
      return rows.map(({ kind, recipient, created_at: createdAt, sent_at }) => ({
        kind,
        recipient,
        createdAt,
        sentAt: sent_at ?? undefined,
      }));
    },

    /** What waits is not sent any more, and that there was any is forgotten. */
    removeAllTo: (tx: Transaction, to: EmailAddress): Promise<void> => repository.deleteTo(tx, to),

    countWaiting: (db: PrimaryDb): Promise<number> => repository.countWaiting(db),
    purge: (db: PrimaryDb): Promise<void> => repository.deleteOlderThan(db, before(clock.now(), KEPT)),
  };
}

const rowOf = (id: MailId) => `mail_queue.ciphertext:${id}`;
