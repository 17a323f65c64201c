import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import { NOBODY } from '#domain/ids.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { MailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import type { Password, PasswordPolicy, Passwords, PolicyViolation } from '#domain/passwords/passwords.ts';
import type { ResetRequest, ResetRequests } from '#domain/reset-requests/reset-requests.ts';
import type { Sessions } from '#domain/sessions/sessions.ts';
import type { ProofRequired, Suspicion } from '#domain/suspicion/suspicion.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';
import { wordsOf } from '#web/language.ts';
import type { Mails, NotifyOwner } from '#web/mails.ts';
import { resetMail } from './reset-password.mail.ts';
import { de } from './reset-password.words.de.ts';
import { en } from './reset-password.words.en.ts';

export interface ResetPasswordDeps {
  databases: Databases;
  users: Pick<Users, 'findByEmail' | 'findById' | 'isStillAt' | 'lock' | 'raiseSecurityVersion'>;
  passwords: Pick<Passwords, 'hash' | 'set'>;
  passwordPolicy: PasswordPolicy;
  mailTokens: Pick<MailTokens, 'issue' | 'find' | 'consume' | 'voidAll'>;
  resetRequests: Pick<ResetRequests, 'record' | 'settle'>;
  sessions: Pick<Sessions, 'endAll'>;
  devices: Pick<Devices, 'recognise' | 'trust'>;
  suspicion: Pick<Suspicion, 'screen' | 'flag'>;
  throttle: Pick<Throttle, 'takeMailRequest' | 'takeMailboxForReset' | 'forgiveSecondStep'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Mails;
  notifyOwner: NotifyOwner;
  onStep?: (step: ResetStep) => void;
}

/** How far a forgotten password came. A closed set: it labels metrics. */
export const RESET_STEPS = ['asked', 'mailed', 'reset'] as const;
export type ResetStep = (typeof RESET_STEPS)[number];

/** What came along beside the address. */
export interface AskSigns {
  deviceTokens: readonly string[];
  proof: string | undefined;
  /** A robot filled in what no person sees. */
  isTrapSprung: boolean;
}

export type AskOutcome = { kind: 'asked' } | { kind: 'throttled'; refusal: RefusedTurn } | ProofRequired;

export type ResetOutcome =
  | { kind: 'reset'; deviceToken: string }
  | { kind: 'invalid_token' }
  | { kind: 'refused'; code: PolicyViolation };

export function createResetPassword(deps: ResetPasswordDeps) {
  const { databases, users, passwords, passwordPolicy, mailTokens, resetRequests, sessions, devices } = deps;
  const { suspicion, throttle, auditLog, mailQueue, mails, notifyOwner, onStep = () => {} } = deps;

  const findHolder = async (token: string): Promise<User | undefined> => {
    const holder = await mailTokens.find(databases.primary, 'reset_password', token);
    const user = holder && (await users.findById(databases.primary, holder.userId));
    return user?.securityVersion === holder?.securityVersion ? user : undefined;
  };

  /** Only for who brings tokens: a stranger's answer must not depend on whether the address is known. */
  const recognise = async ({ canonical }: EmailAddress, deviceTokens: readonly string[]) => {
    if (deviceTokens.length === 0) return undefined;
    const user = await users.findByEmail(databases.primary, canonical);
    return devices.recognise(databases.primary, user?.id ?? NOBODY, deviceTokens);
  };

  return {
    /** The same one row for every address; whether it is known is looked at later, outside the request. */
    async ask(email: EmailAddress, signs: AskSigns, client: Client): Promise<AskOutcome> {
      const device = await recognise(email, signs.deviceTokens);
      const isKnownDevice = device !== undefined;
      const visit = { client, door: 'forgot_password', proof: signs.proof, isKnownDevice } as const;
      const screening = await suspicion.screen(visit);
      if (screening.kind === 'proof_required') return screening;
      const turn = await throttle.takeMailRequest(client, { device, isSuspect: screening.isSuspect });
      if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };
      await turn.judge(async () => {
        if (signs.isTrapSprung && !isKnownDevice) {
          await suspicion.flag(client, 'forgot_password');
          await auditLog.record(databases.primary, 'honeypot_filled', { userId: undefined, client });
          return;
        }
        await resetRequests.record(databases.primary, email, client);
        onStep('asked');
      });
      return { kind: 'asked' };
    },

    /** In the background: mails a link if the address has an account and its mailbox a mail left. */
    async answer(request: ResetRequest): Promise<void> {
      const { email, client } = request;
      const user = await users.findByEmail(databases.primary, email.canonical);
      const turn = user && (await throttle.takeMailboxForReset(email.canonical));
      const settle = () =>
        databases.inTransaction(email.canonical, async (tx) => {
          if (!(await resetRequests.settle(tx, request))) return false;
          if (!user || !turn?.isAllowed || !(await users.lock(tx, user.id))) return true;
          const { id: userId, securityVersion } = user;
          const token = await mailTokens.issue(tx, 'reset_password', { userId, securityVersion });
          await mailQueue.enqueue(tx, 'reset_password', user.email, resetMail(mails, user, token));
          await auditLog.record(tx, 'password_reset_requested', { userId, client });
          return true;
        });
      const isOurs = await (turn?.isAllowed ? turn.judge(settle) : settle());
      if (!turn?.isAllowed) return;
      if (isOurs) onStep('mailed');
      // Another instance was faster: its mail, its turn.
      else await turn.giveBack();
    },

    /** For the page behind the link; consumes nothing. */
    isValid: async (token: string): Promise<boolean> => (await findHolder(token)) !== undefined,

    /** Signs nobody in and leaves the second factor on: the mailbox alone is one factor. */
    async reset(token: string, password: Password, client: Client): Promise<ResetOutcome> {
      const user = await findHolder(token);
      if (!user) return { kind: 'invalid_token' };
      const violation = await passwordPolicy.check(password, { ...user, email: user.email.address });
      if (violation) return { kind: 'refused', code: violation };

      const hash = await passwords.hash(password);
      const done = await databases.inTransaction(user.email.canonical, async (tx) => {
        if (!(await users.isStillAt(tx, user.id, user.securityVersion))) return undefined;
        if (!(await mailTokens.consume(tx, 'reset_password', token))) return undefined;
        const securityVersion = await users.raiseSecurityVersion(tx, user.id);
        await passwords.set(tx, user.id, hash);
        await mailTokens.voidAll(tx, 'reset_password', user.id);
        await auditLog.record(tx, 'password_reset', { userId: user.id, client });
        await notifyOwner(tx, user, 'password_changed', wordsOf(user, { en, de }).notice, client);
        return { securityVersion, deviceToken: await devices.trust(tx, user.id) };
      });
      if (!done) return { kind: 'invalid_token' };
      await sessions.endAll(user.id, done.securityVersion);
      await throttle.forgiveSecondStep(user.id);
      onStep('reset');
      return { kind: 'reset', deviceToken: done.deviceToken };
    },
  };
}

export type ResetPassword = ReturnType<typeof createResetPassword>;
