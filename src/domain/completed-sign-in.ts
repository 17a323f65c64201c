import type { TokenHash } from '#platform/hashing.ts';
import type { Client } from './client.ts';
import type { AssuranceLevel, StartedSession } from './sessions/sessions.ts';
import type { User } from './users/users.ts';

/** All factors passed; what is left is the same whichever they were. */
export interface SignInToComplete {
  user: User;
  assuranceLevel: AssuranceLevel;
  isRemembered: boolean;
  client: Client;
  brought: BroughtTokens;
  /** The known device among what was brought. */
  device: TokenHash | undefined;
}

/** What a browser or app brings along from earlier. */
export interface BroughtTokens {
  /** To be recognised by. */
  deviceTokens: readonly string[];
  /** The session this browser held until now: it ends, so that no token outlives a sign-in. */
  formerToken: string | undefined;
}

export interface CompletedSignIn extends StartedSession {
  /** For a browser or app that was new to this account. */
  deviceToken: string | undefined;
}

/** `undefined`: the account changed while its credentials were being verified. */
export type CompleteSignIn = (signIn: SignInToComplete) => Promise<CompletedSignIn | undefined>;

/** Checks a typed code as TOTP or recovery code, used up by success; `undefined`: neither. */
export type AcceptCode = (
  user: User,
  code: string,
  client: Client,
) => Promise<'totp' | 'recovery_code' | undefined>;
