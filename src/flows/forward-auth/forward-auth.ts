import type { AppTokens } from '#domain/app-tokens/app-tokens.ts';
import type { Session, SessionNeeds, Sessions } from '#domain/sessions/sessions.ts';
import type { User } from '#domain/users/users.ts';

export interface ForwardAuthDeps {
  findUser: (session: Session) => Promise<User | undefined>;
  sessions: Pick<Sessions, 'resume' | 'resumeHashed' | 'meets'>;
  appTokens: Pick<AppTokens, 'find'>;
}

/** One request to an app, as its proxy asks about it. */
export interface AppVisit {
  /** What the browser brought: the token of a session, or with `origin` the one made for that app. */
  token: string | undefined;
  origin: string | undefined;
  needs: SessionNeeds;
  /** Leaves the idle timeout as it is. */
  isSilent: boolean;
}

export type ForwardAuthOutcome =
  | { kind: 'admitted'; user: User; session: Session }
  /** Nobody is signed in. */
  | { kind: 'not_admitted' }
  /** Somebody is, with less than the app asks for. */
  | { kind: 'insufficient'; session: Session };

/**
 * Decides for the proxy of an app, at each request anew: one look at the session, one at the account. No answer is
 * kept anywhere, so that what ends has ended at once. Throws when it cannot be known.
 */
export function createForwardAuth({ findUser, sessions, appTokens }: ForwardAuthDeps) {
  return async function forwardAuth({ needs, ...visit }: AppVisit): Promise<ForwardAuthOutcome> {
    const session = await resume(visit);
    const user = session && (await findUser(session));
    // Newer than the session: all sessions were ended, and this ending is still on its way.
    if (!user || user.securityVersion > session.securityVersion) return { kind: 'not_admitted' };
    return sessions.meets(session, needs)
      ? { kind: 'admitted', user, session }
      : { kind: 'insufficient', session };
  };

  async function resume({ token, origin, isSilent }: Omit<AppVisit, 'needs'>): Promise<Session | undefined> {
    if (token === undefined) return undefined;
    if (origin === undefined) return sessions.resume(token, { isSilent });
    const tokenHash = appTokens.find(token, origin);
    return tokenHash && sessions.resumeHashed(tokenHash, { isSilent });
  }
}

export type ForwardAuth = ReturnType<typeof createForwardAuth>;
