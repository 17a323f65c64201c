import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, Transaction } from '#platform/database/database.ts';
import { after, hours } from '#platform/duration.ts';
import { hashToken } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { EmailAddress } from '../email-address.ts';
import type { SignUpId } from '../ids.ts';
import { LANGUAGES, type Language, parseLanguage } from '../language.ts';
import * as repository from './sign-ups.repository.ts';

/**
 * A sign-up that waits for its address to be proved. Not an account: it cannot sign in, and a stranger who
 * signed up somebody's address gains nothing when the owner clicks (pre-hijacking).
 */
export interface SignUp {
  id: SignUpId;
  email: EmailAddress;
  passwordHash: string;
  firstName: string;
  lastName: string;
  country: string | undefined;
  dateOfBirth: string | undefined;
  wantsSecondFactor: boolean;
  /** Of the page or app that it came from. */
  language: Language;
}

export interface StartedSignUp {
  /** Goes out by mail and proves the address. */
  token: string;
  /** Stays in the browser that signed up, so that it needs no password when verifying. */
  browserToken: string;
}

export type SignUps = ReturnType<typeof createSignUps>;

/** Of the record, and of the cookie by which its browser is known. */
export const SIGN_UP_LIFETIME = hours(24);

export function createSignUps({ clock, random }: { clock: Clock; random: Random }) {
  return {
    async start(tx: Transaction, { email, ...signUp }: Omit<SignUp, 'id'>): Promise<StartedSignUp> {
      const token = random.token();
      const browserToken = random.token();
      const now = clock.now();
      await repository.insert(tx, {
        id: random.uuid() as SignUpId,
        email: email.address,
        email_canonical: email.canonical,
        password_hash: signUp.passwordHash,
        first_name: signUp.firstName,
        last_name: signUp.lastName,
        country: signUp.country ?? null,
        date_of_birth: signUp.dateOfBirth ?? null,
        wants_second_factor: signUp.wantsSecondFactor,
        language: signUp.language,
        token_hash: hashToken(token),
        browser_token_hash: hashToken(browserToken),
        created_at: now,
        expires_at: after(now, SIGN_UP_LIFETIME),
      });
      return { token, browserToken };
    },

    /** A browser token of no sign-up, for an answer that only looks like one. */
    pretend: (): string => random.token(),

    /** `startedHere`: the browser token given is that of this very sign-up. */
    async findByToken(
      db: PrimaryDb,
      token: string,
      browserToken: string | undefined,
    ): Promise<{ signUp: SignUp; startedHere: boolean } | undefined> {
      const row = await repository.findBy(db, 'token_hash', hashToken(token), clock.now());
      if (!row) return undefined;
      const startedHere = browserToken !== undefined && hashToken(browserToken) === row.browser_token_hash;
      return { signUp: toSignUp(row), startedHere };
    },

    async findByBrowser(db: PrimaryDb, browserToken: string): Promise<SignUp | undefined> {
      const row = await repository.findBy(db, 'browser_token_hash', hashToken(browserToken), clock.now());
      return row && toSignUp(row);
    },

    /** A new token for another mail; the one mailed before stops working. `undefined`: it was completed meanwhile. */
    async renewToken(tx: Transaction, { id }: SignUp): Promise<string | undefined> {
      const token = random.token();
      return (await repository.replaceToken(tx, id, hashToken(token))) ? token : undefined;
    },

    /** Takes the record once and removes every other that waits for the same address. */
    async complete(tx: Transaction, token: string): Promise<SignUp | undefined> {
      await repository.lockAddressOf(tx, hashToken(token));
      const row = await repository.take(tx, hashToken(token), clock.now());
      if (!row) return undefined;
      await repository.deleteByAddress(tx, row.email_canonical);
      return toSignUp(row);
    },

    /** Whoever started them: nothing of before waits for the address any more. */
    removeAll: (tx: Transaction, { canonical }: EmailAddress): Promise<void> =>
      repository.deleteByAddress(tx, canonical),

    purge: (db: PrimaryDb) => repository.deleteExpired(db, clock.now()),
  };
}

function toSignUp(row: repository.SignUpRow): SignUp {
  return {
    id: row.id,
    email: { address: row.email, canonical: row.email_canonical },
    passwordHash: row.password_hash,
    firstName: row.first_name,
    lastName: row.last_name,
    country: row.country ?? undefined,
    dateOfBirth: row.date_of_birth ?? undefined,
    wantsSecondFactor: row.wants_second_factor,
    language: parseLanguage(row.language) ?? LANGUAGES[0],
  };
}
