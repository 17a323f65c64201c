import type { AppSignIn, AppSignIns } from '#domain/app-sign-ins/app-sign-ins.ts';
import type { AppTokens } from '#domain/app-tokens/app-tokens.ts';
import type { Session, SessionNeeds, Sessions } from '#domain/sessions/sessions.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';
import { hashToken, type TokenHash } from '#platform/hashing.ts';

export interface SignInToAppDeps {
  databases: Pick<Databases, 'primary'>;
  users: Pick<Users, 'findById'>;
  totp: Pick<Totp, 'isOn'>;
  sessions: Pick<Sessions, 'resumeHashed' | 'meets'>;
  appSignIns: Pick<AppSignIns, 'issueCode' | 'consumeCode'>;
  appTokens: Pick<AppTokens, 'issue' | 'find'>;
}

/** Somebody who wants to go on to an app, from the session they have. */
export interface GoingOn {
  needs: SessionNeeds;
  /** `undefined`: the app is on this host and the session's own cookie reaches it. */
  app: Pick<AppSignIn, 'origin' | 'state'> | undefined;
  returnTo: string | undefined;
}

export type GoOnOutcome =
  | { kind: 'let_on' }
  | { kind: 'code_issued'; origin: string; code: string }
  /** The app asks for more than the session has. */
  | { kind: 'proof_needed'; by: 'confirming_identity' | 'setting_up_second_factor' };

/** What arrived at the app's origin. */
export interface Arrival {
  code: string;
  /** As the app's proxy says, not the browser. */
  origin: string;
  /** The state token of the browser. */
  state: string | undefined;
  /** A token for this app that it has already. */
  held: string | undefined;
}

export type ArriveOutcome =
  | { kind: 'arrived'; token: string; returnTo: string | undefined }
  | { kind: 'refused'; returnTo: string | undefined };

/** From a session here to one app on another origin, by a code that works once, there, and in this browser alone. */
export function createSignInToApp(deps: SignInToAppDeps) {
  const { databases, users, totp, sessions, appSignIns, appTokens } = deps;

  return {
    /** Whether forward-auth takes the app's own token as it is: else there would be a way in a circle. */
    async isIn(token: string | undefined, origin: string, needs: SessionNeeds): Promise<boolean> {
      const live = await findSession(token, origin);
      if (!live || !sessions.meets(live, needs)) return false;
      const user = await users.findById(databases.primary, live.userId);
      return user !== undefined && user.securityVersion <= live.securityVersion;
    },

    async goOn(session: Session, { needs, app, returnTo }: GoingOn): Promise<GoOnOutcome> {
      if (!sessions.meets(session, needs))
        return { kind: 'proof_needed', by: await proofFor(session, needs) };
      if (!app) return { kind: 'let_on' };
      const code = await appSignIns.issueCode({ ...app, session: session.tokenHash, returnTo });
      return { kind: 'code_issued', origin: app.origin, code };
    },

    /** The code is used up first, so that one that came to the wrong place or browser works nowhere else either. */
    async arrive({ code, origin, state, held }: Arrival): Promise<ArriveOutcome> {
      const signIn = await appSignIns.consumeCode(code);
      if (signIn?.origin !== origin) return { kind: 'refused', returnTo: undefined };
      const { session, returnTo } = signIn;
      const isSameBrowser = state !== undefined && hashToken(state) === signIn.state;
      if (isSameBrowser && (await resume(session)))
        return { kind: 'arrived', token: appTokens.issue(session, origin), returnTo };
      // Another tab was faster with a state of its own.
      if (held !== undefined && (await findSession(held, origin)))
        return { kind: 'arrived', token: held, returnTo };
      return { kind: 'refused', returnTo };
    },
  };

  /** The live session behind an app's own token. */
  async function findSession(token: string | undefined, origin: string): Promise<Session | undefined> {
    const session = token === undefined ? undefined : appTokens.find(token, origin);
    return session && resume(session);
  }

  /** Being on the way to an app is no use of the session yet. */
  function resume(session: TokenHash): Promise<Session | undefined> {
    return sessions.resumeHashed(session, { isSilent: true });
  }

  /** Confirming with a password gives no second factor to somebody who has none. */
  async function proofFor({ userId }: Session, { secondFactor }: SessionNeeds) {
    const mustSetUp = secondFactor && !(await totp.isOn(databases.primary, userId));
    return mustSetUp ? 'setting_up_second_factor' : 'confirming_identity';
  }
}

export type SignInToApp = ReturnType<typeof createSignInToApp>;
