import type { TokenHash } from '#platform/hashing.ts';
import type { SealedTexts } from '#platform/sealed-text.ts';

export type AppTokens = ReturnType<typeof createAppTokens>;

/**
 * What a session is worth at one app on another origin: its hash, sealed for that origin. Nothing is stored, so it
 * lives and dies with the token of the session, costs no look-up of its own, and does not open at another app.
 */
export function createAppTokens(texts: SealedTexts) {
  return {
    issue: (session: TokenHash, origin: string): string => texts.seal(session, boundTo(origin)),

    /** The session behind it; whether that still lives is not said here. */
    find: (token: string, origin: string): TokenHash | undefined =>
      texts.open(token, boundTo(origin)) as TokenHash | undefined,
  };
}

const boundTo = (origin: string) => `app token of ${origin}`;
