import type { AppTokens } from '#domain/app-tokens/app-tokens.ts';
import type { ProvedPerson, Session, SessionNeeds, Sessions } from '#domain/sessions/sessions.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface ForwardAuthDeps {
  databases: Pick<Databases, 'deciding'>;
  users: Pick<Users, 'findById'>;
  totp: Pick<Totp, 'isOn'>;
  sessions: Pick<Sessions, 'resume' | 'resumeHashed' | 'meets' | 'mayProve' | 'prove'>;
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

/** What an app is told of whoever is let in. */
export type ForwardedPerson = Pick<ProvedPerson, 'email' | 'firstName' | 'lastName'>;

export type ForwardAuthOutcome =
  | { kind: 'admitted'; person: ForwardedPerson; session: Session }
  /** Nobody is signed in. */
  | { kind: 'not_admitted' }
  /** Somebody is, with less than the app asks for. */
  | { kind: 'insufficient'; session: Session };

/**
 * Decides for the proxy of an app, at each request anew: one look at the session and, where that proves nothing, one row by
 * its key. No answer is kept, so that what ends has ended at once. Throws when it cannot be known.
 */
export function createForwardAuth(deps: ForwardAuthDeps) {
  const { databases, users, totp, sessions, appTokens } = deps;

  return async function forwardAuth({ needs, ...visit }: AppVisit): Promise<ForwardAuthOutcome> {
    const session = await resume(visit);
    const person = session && (session.proof?.person ?? (await readPerson(session)));
    if (!person) return { kind: 'not_admitted' };
    return sessions.meets(session, needs)
      ? { kind: 'admitted', person, session }
      : { kind: 'insufficient', session };
  };

  async function readPerson(session: Session): Promise<ForwardedPerson | undefined> {
    const mayProve = sessions.mayProve(session);
    return databases.deciding(session.email, async (db) => {
      const user = await users.findById(db, session.userId);
      // Newer than the session: all sessions were ended, and this ending is still on its way.
      if (!user || user.securityVersion > session.securityVersion) return undefined;
      const { firstName, lastName, email } = user;
      const person = { email: email.address, firstName, lastName };
      if (mayProve && user.securityVersion === session.securityVersion)
        await sessions.prove(session, { ...person, hasSecondFactor: await totp.isOn(db, user.id) });
      return person;
    });
  }

  async function resume({ token, origin, isSilent }: Omit<AppVisit, 'needs'>): Promise<Session | undefined> {
    if (token === undefined) return undefined;
    if (origin === undefined) return sessions.resume(token, { isSilent });
    const tokenHash = appTokens.find(token, origin);
    return tokenHash && sessions.resumeHashed(tokenHash, { isSilent });
  }
}

export type ForwardAuth = ReturnType<typeof createForwardAuth>;
