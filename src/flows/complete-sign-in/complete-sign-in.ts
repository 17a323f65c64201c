import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { CompletedSignIn, SignInToComplete } from '#domain/completed-sign-in.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { UserId } from '#domain/ids.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { Sessions } from '#domain/sessions/sessions.ts';
import type { Throttle } from '#domain/throttle/throttle.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Databases, Transaction } from '#platform/database/database.ts';
import { wordsOf } from '#web/language.ts';
import type { NotifyOwner } from '#web/mails.ts';
import { de } from './complete-sign-in.words.de.ts';
import { en } from './complete-sign-in.words.en.ts';

export interface CompleteSignInDeps {
  databases: Pick<Databases, 'inTransaction'>;
  users: Pick<Users, 'isStillAt'>;
  sessions: Pick<Sessions, 'start' | 'abandon' | 'resume' | 'end'>;
  devices: Pick<Devices, 'welcome'>;
  throttle: Pick<Throttle, 'forgiveCredentials'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'countToday'>;
  notifyOwner: NotifyOwner;
  onCompleted?: (userId: UserId) => void;
}

/** The end of every sign-in, with or without a second step. */
export function createCompleteSignIn(deps: CompleteSignInDeps) {
  const { databases, users, sessions, devices, throttle, auditLog, mailQueue, notifyOwner } = deps;
  const { onCompleted = () => {} } = deps;

  return async function completeSignIn(signIn: SignInToComplete): Promise<CompletedSignIn | undefined> {
    const { user, client, brought, device, ...how } = signIn;
    const started = await sessions.start({
      userId: user.id,
      email: user.email.canonical,
      securityVersion: user.securityVersion,
      client,
      ...how,
    });
    if (!started) return undefined;
    try {
      const welcome = await greet(signIn);
      if (!welcome) return undefined;
      await throttle.forgiveCredentials(client, user.email.canonical, device);
      if (brought.formerToken) await endFormer(brought.formerToken);
      onCompleted(user.id);
      return { ...started, ...welcome };
    } catch (error) {
      // The caller is told that it did not work: no session of theirs may be left that they do not know of.
      await sessions.abandon(started).catch(() => {});
      throw error;
    }
  };

  async function greet({
    user,
    client,
    brought,
  }: SignInToComplete): Promise<Pick<CompletedSignIn, 'deviceToken'> | undefined> {
    return databases.inTransaction(user.email.canonical, async (tx) => {
      // The session is over by now where the account changed; no device may be known by what it was let in with.
      if (!(await users.isStillAt(tx, user.id, user.securityVersion))) return undefined;
      const { token, isFirstSignIn } = await devices.welcome(tx, user.id, brought.deviceTokens);
      await auditLog.record(tx, 'signed_in', { userId: user.id, client });
      if (token && !isFirstSignIn) await tellOwner(tx, user, client);
      return { deviceToken: token };
    });
  }

  async function endFormer(token: string): Promise<void> {
    const former = await sessions.resume(token, { isSilent: true });
    if (former) await sessions.end(former, 'replaced');
  }

  /** At most five notices a day and a last one that says so: a mailbox full of them warns nobody. */
  async function tellOwner(tx: Transaction, owner: User, client: Client): Promise<void> {
    const sent = await mailQueue.countToday(tx, 'new_device', owner.email);
    if (sent > MOST_NOTICES_A_DAY) return;
    const { newDevice, manyNewDevices } = wordsOf(owner, { en, de });
    const words = sent < MOST_NOTICES_A_DAY ? newDevice : manyNewDevices;
    await notifyOwner(tx, owner, 'new_device', words, client);
  }
}

const MOST_NOTICES_A_DAY = 5;
