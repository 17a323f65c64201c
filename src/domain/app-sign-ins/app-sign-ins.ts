import type { Clock } from '#platform/clock.ts';
import { after, minutes, seconds } from '#platform/duration.ts';
import { hashToken, type TokenHash } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { Records } from '#platform/short-lived-state/short-lived-state.ts';

/** Somebody on the way from their session here to an app on another origin. */
export interface AppSignIn {
  /** The one origin that may finish it. */
  origin: string;
  /** Hash of the state token that the browser holds at the app: nobody else's browser can finish it. */
  state: TokenHash;
  /** The session it comes from. */
  session: TokenHash;
  /** Where at the app the person wanted to go. */
  returnTo: string | undefined;
}

export type AppSignIns = ReturnType<typeof createAppSignIns>;

/** Of the state token at the app: for signing in here in between, with a second step. */
export const STATE_LIFETIME = minutes(15);

/** Long enough for one redirect over a bad connection. */
const CODE_LIFETIME = seconds(60);

export function createAppSignIns({
  records,
  clock,
  random,
}: {
  records: Pick<Records, 'insert' | 'take'>;
  clock: Clock;
  random: Pick<Random, 'token'>;
}) {
  return {
    /**
     * The secret by which the browser is known at the app. The one it has stays: several tabs may be on their way, and
     * by itself it opens nothing.
     */
    issueState: (held: string | undefined): string => held ?? random.token(),

    /** The one-time code (256 bits, stored hashed) that the browser carries to the app. */
    async issueCode(signIn: AppSignIn): Promise<string> {
      const code = random.token();
      const expiresAt = after(clock.now(), CODE_LIFETIME);
      await records.insert({ key: keyOf(code), value: JSON.stringify(signIn), expiresAt });
      return code;
    },

    /** For exactly one of many callers. Whoever takes it and may not finish it has used it up all the same. */
    async consumeCode(code: string): Promise<AppSignIn | undefined> {
      const value = await records.take(keyOf(code));
      return value === undefined ? undefined : JSON.parse(value);
    },
  };
}

const keyOf = (code: string) => `app-sign-in:${hashToken(code)}`;
