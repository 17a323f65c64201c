import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { CompletedSignIn, SignInToComplete } from '#domain/completed-sign-in.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { Sessions } from '#domain/sessions/sessions.ts';
import type { Throttle } from '#domain/throttle/throttle.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases, Transaction } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';

export interface CompleteSignInDeps {
  databases: Pick<Databases, 'inTransaction'>;
  sessions: Pick<Sessions, 'start' | 'resume' | 'end'>;
  devices: Pick<Devices, 'welcome'>;
  throttle: Pick<Throttle, 'forgiveCredentials'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'enqueue' | 'countToday'>;
  mails: Mails;
  clock: Clock;
}

/** The end of every sign-in, with or without a second step. */
export function createCompleteSignIn(deps: CompleteSignInDeps) {
  const { databases, sessions, devices, throttle, auditLog, mailQueue, mails, clock } = deps;

  return async function completeSignIn(signIn: SignInToComplete): Promise<CompletedSignIn | undefined> {
    const { user, client, brought, device, ...how } = signIn;
    const started = await sessions.start({
      userId: user.id,
      securityVersion: user.securityVersion,
      client,
      ...how,
    });
    if (!started) return undefined;

    const deviceToken = await databases.inTransaction(user.email.canonical, async (tx) => {
      const { token, isFirstSignIn } = await devices.welcome(tx, user.id, brought.deviceTokens);
      await auditLog.record(tx, 'signed_in', { userId: user.id, client });
      if (token && !isFirstSignIn) await tellOwner(tx, user.email, client);
      return token;
    });
    await throttle.forgiveCredentials(client, user.email.canonical, device);
    if (brought.formerToken) await endFormer(brought.formerToken);
    return { ...started, deviceToken };
  };

  async function endFormer(token: string): Promise<void> {
    const former = await sessions.resume(token, { isSilent: true });
    if (former) await sessions.end(former);
  }

  /** At most five notices a day and a last one that says so: a mailbox full of them warns nobody. */
  async function tellOwner(tx: Transaction, owner: EmailAddress, client: Client): Promise<void> {
    const sent = await mailQueue.countToday(tx, 'new_device', owner);
    if (sent > MOST_NOTICES_A_DAY) return;
    const words = sent < MOST_NOTICES_A_DAY ? NEW_DEVICE : MANY_NEW_DEVICES;
    await mailQueue.enqueue(tx, 'new_device', owner, mails.notice(words, clock.now(), client));
  }
}

const MOST_NOTICES_A_DAY = 5;

const NEW_DEVICE = {
  subject: 'New device signed in',
  paragraph: 'A browser or app that we had not seen before signed in to your account.',
};
const MANY_NEW_DEVICES = {
  subject: 'Many new devices signed in today',
  paragraph:
    'More browsers and apps that we had not seen before signed in to your account. Until tomorrow we send no further mail about new devices; your account page lists them all.',
};
