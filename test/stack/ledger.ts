import type { Account } from '#test/support/http-client.ts';

/** Somebody whose every acknowledged change is written down. */
export interface Entry {
  account: Account;
  /** What was acknowledged last. */
  password: string;
  /** A change that was sent and whose answer said that its outcome is unknown. */
  maybe: string | undefined;
  /** The answer of a change was lost, and with it the session's new token, if the change was carried out. */
  mayBeSignedOut: boolean;
  /** Acknowledged as replaced: must never be accepted again. */
  replaced: string[];
  /** Tokens of further sessions that should live. */
  spare: string[];
  /** Tokens of sessions whose end was acknowledged. */
  ended: string[];
  signOuts: { acknowledged: number; unknown: number };
}

/** Somebody with an authenticator app. */
export interface Holder {
  account: Account;
  secret: string;
  /** The step of the newest code that was sent, and of the newest that was accepted: none up to it is good again. */
  sentStep: number;
  usedStep: number;
}

/** Somebody who forgets the password again and again. */
export interface Forgetful {
  entry: Entry;
  isWaiting: boolean;
  usedTokens: string[];
}

/** Everybody, and everything that was acknowledged to them. */
export interface Ledger {
  people: Entry[];
  holders: Holder[];
  forgetful: Forgetful[];
  /** Who has nothing that could get lost, and signs in whenever there was an outage. */
  herd: Account[];
  /** Sign-ups answered with "look into your mailbox": one mail each. */
  signUps: string[];
}

export const entryOf = (account: Account): Entry => ({
  account,
  password: account.password,
  maybe: undefined,
  mayBeSignedOut: false,
  replaced: [],
  spare: [],
  ended: [],
  signOuts: { acknowledged: 0, unknown: 0 },
});

/** A change was answered with success, or a sign-in told so. It ended every other session. */
export function acknowledge(entry: Entry, password: string): void {
  entry.replaced.push(entry.password);
  entry.password = password;
  entry.maybe = undefined;
}

/** A sign-in tells which of two it is. */
export function learn(entry: Entry, accepted: string): void {
  if (accepted === entry.maybe) acknowledge(entry, accepted);
}
