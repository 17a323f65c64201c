import type { Client } from '#domain/client.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { Password, PasswordPolicy, Passwords, PolicyViolation } from '#domain/passwords/passwords.ts';
import type { SignUps } from '#domain/sign-ups/sign-ups.ts';
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
  signUps: Pick<SignUps, 'start' | 'findByBrowser' | 'renewToken'>;
  throttle: Pick<Throttle, 'takeSignUp' | 'takeMailRequest' | 'takeMailbox'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Mails;
  clock: Clock;
}

export interface SignUpWishes extends Profile {
  email: EmailAddress;
  password: Password;
  wantsSecondFactor: boolean;
}

export type SignUpOutcome =
  /** The same for a new, a waiting and a known address. */
  | { kind: 'verification_sent'; browserToken: string }
  | { kind: 'refused'; field: 'password' | 'dateOfBirth'; code: PolicyViolation | 'date_invalid' }
  | { kind: 'throttled'; refusal: RefusedTurn };

export function createSignUp(deps: SignUpDeps) {
  const { databases, users, passwords, passwordPolicy, signUps, throttle, mailQueue, mails, clock } = deps;

  return {
    async signUp(wishes: SignUpWishes, client: Client): Promise<SignUpOutcome> {
      const { email, password, ...profile } = wishes;
      if (isInFuture(profile.dateOfBirth, clock.now())) {
        return { kind: 'refused', field: 'dateOfBirth', code: 'date_invalid' };
      }
      const violation = passwordPolicy.check(password, { email: email.address, ...profile });
      if (violation) return { kind: 'refused', field: 'password', code: violation };

      const turn = await throttle.takeSignUp(client);
      if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };

      // The same steps whoever exists: hash, one record, one mail.
      const passwordHash = await passwords.hash(password);
      const mayMail = (await throttle.takeMailbox(email.canonical)).isAllowed;
      const browserToken = await databases.inTransaction(email.canonical, async (tx) => {
        const started = await signUps.start(tx, { email, passwordHash, ...profile });
        if (mayMail) await mail(tx, email, started.token);
        return started.browserToken;
      });
      return { kind: 'verification_sent', browserToken };
    },

    /**
     * Which sign-up is meant comes from the browser. Without one, or with a spent budget, nothing happens, and
     * nobody can tell.
     */
    async resend(browserToken: string | undefined, client: Client): Promise<void> {
      const turn = await throttle.takeMailRequest(client);
      if (!turn.isAllowed) return;
      const signUp = browserToken && (await signUps.findByBrowser(databases.primary, browserToken));
      if (!signUp || !(await throttle.takeMailbox(signUp.email.canonical)).isAllowed) return;

      await databases.inTransaction(signUp.email.canonical, async (tx) => {
        const token = await signUps.renewToken(tx, signUp);
        if (token) await mail(tx, signUp.email, token);
      });
    },
  };

  /** Somebody who has an account is told so by mail, where only the owner sees it. */
  async function mail(tx: Transaction, email: EmailAddress, token: string): Promise<void> {
    const user = await users.findByEmail(tx, email.canonical);
    if (user) await mailQueue.enqueue(tx, 'account_exists', user.email, accountExistsMail(mails));
    else await mailQueue.enqueue(tx, 'verify_address', email, verifyAddressMail(mails, token));
  }
}

export type SignUpFlow = ReturnType<typeof createSignUp>;
