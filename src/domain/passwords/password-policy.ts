import type { BreachAnswer, BreachLookup } from '#platform/breach-lookup.ts';
import { isListed } from './breached-passwords.ts';
import { characters, isMostlyOwnWords, type OwnWords } from './chosen-password.ts';
import { type Password, parsePassword } from './password.ts';

/** Why a password may not be chosen. The words for it are the page's business. */
export type PolicyViolation =
  | 'password_too_short'
  /** On the list that comes with the service. */
  | 'password_too_common'
  | 'password_contains_own_words'
  /** Known to the service that the operator named. */
  | 'password_breached';

export interface PasswordPolicy {
  /** The same answer at sign-up, change and reset. `undefined`: the password may be used. */
  check(password: Password, person: OwnWords): Promise<PolicyViolation | undefined>;
  /** The part of `check` that asks nobody: before a turn was taken, for whoever comes. */
  checkOffline(password: Password, person: OwnWords): Promise<PolicyViolation | undefined>;
  /** The rest of it: each call is a request to the service that the operator named, if any. */
  checkOnline(password: Password): Promise<PolicyViolation | undefined>;
  /** Whether each source knows the most usual password of all; `online` where the operator named a service. */
  tryLists(): Promise<{ offline: boolean; online: BreachAnswer | undefined }>;
}

const MOST_USUAL = parsePassword('password') as Password;

export interface PasswordPolicyOptions {
  minLength: number;
  productName: string;
  /** Asked about what passed the rest. Where it cannot say, the rest decides: its outage stops no sign-up. */
  breachLookup?: BreachLookup | undefined;
}

export function createPasswordPolicy(options: PasswordPolicyOptions): PasswordPolicy {
  const { minLength, productName, breachLookup } = options;
  const policy: PasswordPolicy = {
    check: async (password, person) =>
      (await policy.checkOffline(password, person)) ?? (await policy.checkOnline(password)),

    async checkOffline(password, person) {
      if (characters(password) < minLength) return 'password_too_short';
      if (await isListed(password)) return 'password_too_common';
      return isMostlyOwnWords(password, person, productName) ? 'password_contains_own_words' : undefined;
    },

    checkOnline: async (password) =>
      (await breachLookup?.ask(password)) === 'found' ? 'password_breached' : undefined,

    async tryLists() {
      return { offline: await isListed(MOST_USUAL), online: await breachLookup?.ask(MOST_USUAL) };
    },
  };
  return policy;
}
