import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type {
  AcceptCode,
  BroughtTokens,
  CompletedSignIn,
  CompleteSignIn,
} from '#domain/completed-sign-in.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import { type PendingSignIns, pendingKey } from '#domain/pending-sign-ins/pending-sign-ins.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';
import { wordsOf } from '#web/language.ts';
import type { NotifyOwner } from '#web/mails.ts';
import { de } from './sign-in-second-factor.words.de.ts';
import { en } from './sign-in-second-factor.words.en.ts';

export interface SecondStepDeps {
  databases: Pick<Databases, 'primary' | 'inTransaction'>;
  users: Pick<Users, 'findById' | 'lock'>;
  pendingSignIns: Pick<PendingSignIns, 'find' | 'finish'>;
  devices: Pick<Devices, 'recognise'>;
  throttle: Pick<Throttle, 'takeSecondStep' | 'forgiveSecondStep'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'countToday'>;
  notifyOwner: NotifyOwner;
  acceptCode: AcceptCode;
  completeSignIn: CompleteSignIn;
}

export interface SecondStep {
  pendingToken: string | undefined;
  code: string;
  brought: BroughtTokens;
}

export type SecondStepOutcome =
  | { kind: 'signed_in'; signIn: CompletedSignIn; user: User; returnTo: string | undefined }
  /** Nothing waits (any more): sign in again. */
  | { kind: 'not_pending' }
  /** Wrong, used before or malformed. */
  | { kind: 'rejected' }
  | { kind: 'throttled'; refusal: RefusedTurn };

export function createSecondStep(deps: SecondStepDeps) {
  const { databases, users, pendingSignIns, devices, throttle, acceptCode, completeSignIn } = deps;
  const { auditLog, mailQueue, notifyOwner } = deps;

  return async function secondStep(step: SecondStep, client: Client): Promise<SecondStepOutcome> {
    const { pendingToken, code, brought } = step;
    const pending = pendingToken === undefined ? undefined : await pendingSignIns.find(pendingToken);
    const user = pending && (await users.findById(databases.primary, pending.userId));
    // The account changed since the first step: that password may be an old one.
    if (!pendingToken || !user || user.securityVersion !== pending.securityVersion)
      return { kind: 'not_pending' };

    const device = await devices.recognise(databases.primary, user.id, brought.deviceTokens);
    const turn = await throttle.takeSecondStep(client, user.id, {
      pendingKey: pendingKey(pendingToken),
      device,
    });
    if (!turn.isAllowed) {
      if (turn.limit !== 'second_step_per_pending') return { kind: 'throttled', refusal: turn };
      await pendingSignIns.finish(pendingToken);
      return { kind: 'not_pending' };
    }
    if (!(await turn.judge(() => acceptCode(user, code, client)))) {
      await noteRejection(user, client, turn.count);
      return { kind: 'rejected' };
    }
    await turn.giveBack();
    await throttle.forgiveSecondStep(user.id);

    // Of many parallel requests with valid codes one finishes the waiting sign-in.
    if (!(await pendingSignIns.finish(pendingToken))) return { kind: 'not_pending' };
    const { isRemembered, returnTo } = pending;
    const how = { assuranceLevel: 'aal2', isRemembered, client, brought, device } as const;
    const signIn = await completeSignIn({ user, ...how });
    return signIn ? { kind: 'signed_in', signIn, user, returnTo } : { kind: 'not_pending' };
  };

  /** Whoever comes this far knows the password: the owner hears of it once a day, after more than a slip. */
  async function noteRejection(user: User, client: Client, inARow: number): Promise<void> {
    await databases.inTransaction(user.email.canonical, async (tx) => {
      if (!(await users.lock(tx, user.id))) return;
      await auditLog.record(tx, 'second_factor_rejected', { userId: user.id, client });
      const isNews =
        inARow >= TRIES_BEFORE_NOTICE &&
        (await mailQueue.countToday(tx, 'second_factor_failed', user.email)) === 0;
      if (!isNews) return;
      await notifyOwner(tx, user, 'second_factor_failed', wordsOf(user, { en, de }).notice, client);
    });
  }
}

const TRIES_BEFORE_NOTICE = 5;

export type SecondStepFlow = ReturnType<typeof createSecondStep>;
