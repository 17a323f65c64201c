import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import type { Language } from '#domain/language.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { Password, PasswordPolicy, Passwords, PolicyViolation } from '#domain/passwords/passwords.ts';
import type { SignUp, SignUps } from '#domain/sign-ups/sign-ups.ts';
import type { ProofRequired, Suspicion } from '#domain/suspicion/suspicion.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import { isInFuture, type Profile, type Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases, Transaction } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';
import { accountExistsMail, verifyAddressMail } from './sign-up.mail.ts';

export interface SignUpDeps {
  databases: Databases;
  users: Pick<Users, 'findByEmail'>;
  passwords: Pick<Passwords, 'hash'>;
  passwordPolicy: PasswordPolicy;
  signUps: Pick<SignUps, 'start' | 'pretend' | 'findByBrowser' | 'renewToken'>;
  suspicion: Pick<Suspicion, 'screen' | 'flag'>;
  throttle: Pick<Throttle, 'takeSignUp' | 'takeMailRequest' | 'takeMailbox'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Mails;
  clock: Clock;
}

export interface SignUpWishes extends Profile {
  email: EmailAddress;
  password: Password;
  wantsSecondFactor: boolean;
  language: Language;
}

/** What came along beside the wishes. */
export interface SignUpSigns {
  proof: string | undefined;
  /** A robot filled in what no person sees. */
  isTrapSprung: boolean;
}

export type SignUpOutcome =
  /** The same for a new, a waiting and a known address. */
  | { kind: 'verification_sent'; browserToken: string }
  | { kind: 'refused'; field: 'password' | 'dateOfBirth'; code: PolicyViolation | 'date_invalid' }
  | { kind: 'throttled'; refusal: RefusedTurn }
  | ProofRequired;

export function createSignUp(deps: SignUpDeps) {
  const { databases, users, passwords, passwordPolicy, signUps, suspicion, throttle } = deps;
  const { auditLog, mailQueue, mails, clock } = deps;

  return {
    async signUp(wishes: SignUpWishes, signs: SignUpSigns, client: Client): Promise<SignUpOutcome> {
      const { email, password, ...profile } = wishes;
      if (isInFuture(profile.dateOfBirth, clock.now())) {
        return { kind: 'refused', field: 'dateOfBirth', code: 'date_invalid' };
      }
      const violation = await passwordPolicy.checkOffline(password, { email: email.address, ...profile });
      if (violation) return { kind: 'refused', field: 'password', code: violation };

      const visit = { client, door: 'sign_up', proof: signs.proof, isKnownDevice: false } as const;
      const screening = await suspicion.screen(visit);
      if (screening.kind === 'proof_required') return screening;
      const turn = await throttle.takeSignUp(client, screening);
      if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };

      return turn.judge(async () => {
        // A request to somebody else's service: as many as there are turns, and none more.
        const breach = await passwordPolicy.checkOnline(password);
        if (breach) return { kind: 'refused', field: 'password', code: breach };
        // The same steps whoever exists: hash, one record, one mail.
        const passwordHash = await passwords.hash(password);
        const browserToken = await (signs.isTrapSprung
          ? pretend(email, client)
          : start({ email, passwordHash, ...profile }));
        return { kind: 'verification_sent', browserToken };
      });
    },

    /**
     * Which sign-up is meant comes from the browser. Without one, or with a spent budget, nothing happens, and
     * nobody can tell.
     */
    async resend(browserToken: string | undefined, client: Client): Promise<void> {
      const turn = await throttle.takeMailRequest(client);
      if (!turn.isAllowed) return;
      await turn.judge(async () => {
        const signUp = browserToken && (await signUps.findByBrowser(databases.primary, browserToken));
        if (signUp) await mailAgain(signUp);
      });
    },
  };

  async function start(signUp: Omit<SignUp, 'id'>): Promise<string> {
    const { email } = signUp;
    const mailbox = await throttle.takeMailbox(email.canonical);
    const record = () =>
      databases.inTransaction(email.canonical, async (tx) => {
        const started = await signUps.start(tx, signUp);
        if (mailbox.isAllowed) await mail(tx, signUp, started.token);
        return started.browserToken;
      });
    return mailbox.isAllowed ? mailbox.judge(record) : record();
  }

  async function mailAgain(signUp: SignUp): Promise<void> {
    const { email } = signUp;
    const mailbox = await throttle.takeMailbox(email.canonical);
    if (!mailbox.isAllowed) return;
    await mailbox.judge(() =>
      databases.inTransaction(email.canonical, async (tx) => {
        const token = await signUps.renewToken(tx, signUp);
        if (token) await mail(tx, signUp, token);
      }),
    );
  }

  /** For a robot: as much to do as for anybody, and nothing comes of it. */
  async function pretend(email: EmailAddress, client: Client): Promise<string> {
    await suspicion.flag(client, 'sign_up');
    return databases.inTransaction(email.canonical, async (tx) => {
      await users.findByEmail(tx, email.canonical);
      await auditLog.record(tx, 'honeypot_filled', { userId: undefined, client });
      return signUps.pretend();
    });
  }

  /** Somebody who has an account is told so by mail, where only the owner sees it. */
  async function mail(
    tx: Transaction,
    signUp: Pick<SignUp, 'email' | 'language'>,
    token: string,
  ): Promise<void> {
    const user = await users.findByEmail(tx, signUp.email.canonical);
    if (user) await mailQueue.enqueue(tx, 'account_exists', user.email, accountExistsMail(mails, user));
    else await mailQueue.enqueue(tx, 'verify_address', signUp.email, verifyAddressMail(mails, signUp, token));
  }
}

export type SignUpFlow = ReturnType<typeof createSignUp>;
