import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb } from '#platform/database/database.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { after, between, type Duration, minutes, shorter } from '#platform/duration.ts';
import { hashToken, type TokenHash } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { Client } from '../client.ts';
import type { CanonicalEmail } from '../email-address.ts';
import type { SessionId, UserId } from '../ids.ts';
import type { AssuranceLevel, Session, StartedSession } from './session.ts';
import { createSessionEndings, type SessionEnding } from './session-endings.ts';
import * as repository from './sessions.repository.ts';
import type { SessionStore } from './sessions.store.ts';

export type { AssuranceLevel, Session, StartedSession } from './session.ts';
export { SESSION_ENDINGS } from './session-endings.ts';
export { createSessionStore } from './sessions.store.ts';

export interface SessionSettings {
  idleTimeout: Duration;
  lifetime: Duration;
  rememberedIdleTimeout: Duration;
  rememberedLifetime: Duration;
  mostPerPerson: number;
}

export interface SessionsDeps {
  store: SessionStore;
  primary: PrimaryDb;
  /** The person's security version on the primary; `undefined` when the account is gone or disabled. */
  currentVersion: (userId: UserId) => Promise<number | undefined>;
  epoch: () => Promise<string>;
  clock: Clock;
  random: Random;
  settings: SessionSettings;
  onStarted?: () => void;
  onEnded?: (how: SessionEnding, count: number) => void;
  /** Told of each look at a session. */
  onChecked?: (result: SessionCheck) => void;
}

/** A closed set: it labels metrics. `unavailable`: it cannot be known. */
export const SESSION_CHECKS = ['live', 'none', 'unavailable'] as const;
export type SessionCheck = (typeof SESSION_CHECKS)[number];

export interface NewSession {
  userId: UserId;
  email: CanonicalEmail;
  /** The version under which the credentials were verified. */
  securityVersion: number;
  assuranceLevel: AssuranceLevel;
  isRemembered: boolean;
  client: Client;
}

/** What somebody asks of a session besides that it lives. */
export interface SessionNeeds {
  secondFactor: boolean;
  /** How long ago at most the person proved who they are; `undefined`: at any time. */
  provedWithin: Duration | undefined;
}

export type Sessions = ReturnType<typeof createSessions>;

interface Seeing {
  isSilent?: boolean;
}

const TOUCH_INTERVAL = minutes(1);

export function createSessions(deps: SessionsDeps) {
  const { store, primary, currentVersion, epoch, clock, random, settings } = deps;
  const { onStarted = () => {}, onChecked = () => {} } = deps;
  const { giveUpToken, ...endings } = createSessionEndings(deps);

  /**
   * Writes the session, then reads the version again: a sign-in that verified the old password while it was
   * being changed is taken back, because the change raised the version before it ended the sessions it saw.
   */
  const place = async (session: Session): Promise<boolean> => {
    const count = await store.insert(session);
    const version = await currentVersion(session.userId).catch(async (error) => {
      // Nobody is handed its token.
      await store.remove(session).catch(() => {});
      throw error;
    });
    if (version !== session.securityVersion) {
      await store.remove(session);
      return false;
    }
    if (count > settings.mostPerPerson) await endOldest(session.userId);
    return true;
  };

  const endOldest = async (userId: UserId) => {
    const sessions = await store.list(userId);
    sessions.sort((one, other) => one.lastSeenAt.getTime() - other.lastSeenAt.getTime());
    for (const session of sessions.slice(0, Math.max(0, sessions.length - settings.mostPerPerson)))
      await endings.end(session, 'too_many');
  };

  /** Asked once after the store may have lost or regained records: nothing old is believed unseen. */
  const isStillGood = async (session: Session): Promise<boolean> => {
    const hasEnded = await repository.hasEnded(primary, session.tokenHash);
    return !hasEnded && (await currentVersion(session.userId)) === session.securityVersion;
  };

  const touchInterval = (session: Session): Duration =>
    shorter(TOUCH_INTERVAL, (idleTimeoutOf(settings, session) / 10) as Duration);

  /** The same as `resume` for whoever was entrusted with the hash. */
  async function resumeHashed(tokenHash: TokenHash, options: Seeing = {}): Promise<Session | undefined> {
    try {
      const session = await see(tokenHash, options);
      onChecked(session ? 'live' : 'none');
      return session;
    } catch (error) {
      onChecked('unavailable');
      throw error;
    }
  }

  async function see(tokenHash: TokenHash, { isSilent = false }: Seeing): Promise<Session | undefined> {
    const session = await store.find(tokenHash);
    const now = clock.now();
    if (!session || session.expiresAt <= now) return undefined;

    const currentEpoch = await epoch();
    if (session.epoch !== currentEpoch && !(await isStillGood(session))) {
      await store.remove(session);
      return undefined;
    }
    const isTouched = !isSilent && between(session.lastSeenAt, now) >= touchInterval(session);
    if (!isTouched && session.epoch === currentEpoch) return session;

    const seen = { ...session, epoch: currentEpoch, lastSeenAt: isTouched ? now : session.lastSeenAt };
    // Somebody else changed or ended it meanwhile: what they left counts.
    return (await remember(session, seen)) ? seen : store.find(session.tokenHash);
  }

  /** A full store takes no last-seen time. The session lives as it was read, and ends the sooner for being idle. */
  async function remember(session: Session, seen: Session): Promise<boolean> {
    try {
      return await store.update(session, seen);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return false;
    }
  }

  return {
    ...endings,

    /** Always a new token. `undefined` when the account changed since its credentials were verified. */
    async start({ client, ...person }: NewSession): Promise<StartedSession | undefined> {
      const now = clock.now();
      const token = random.token();
      const session: Session = {
        ...person,
        ...client,
        id: random.uuid() as SessionId,
        tokenHash: hashToken(token),
        accountRevision: 0,
        createdAt: now,
        authenticatedAt: now,
        lastSeenAt: now,
        expiresAt: after(now, person.isRemembered ? settings.rememberedLifetime : settings.lifetime),
        epoch: await epoch(),
      };
      if (!(await place(session))) return undefined;
      onStarted();
      return { session, token };
    },

    /** Of a sign-in that came to nothing after all: nobody was handed the token, so there is nothing to remember. */
    abandon: ({ session }: StartedSession): Promise<boolean> => store.remove(session),

    resumeHashed,

    /** The live session of a token, its last-seen time renewed unless `isSilent`. Throws when it cannot be known. */
    resume: (token: string, options: Seeing = {}): Promise<Session | undefined> =>
      resumeHashed(hashToken(token), options),

    meets: ({ assuranceLevel, authenticatedAt }: Session, needs: SessionNeeds): boolean =>
      (!needs.secondFactor || assuranceLevel === 'aal2') &&
      (needs.provedWithin === undefined || between(authenticatedAt, clock.now()) <= needs.provedWithin),

    /**
     * Exchanges the token at a rise of privilege; id and absolute end stay. Of parallel callers with one token
     * one succeeds. `undefined`: the session ended meanwhile.
     */
    async renew(
      session: Session,
      changes: Partial<Pick<Session, 'assuranceLevel' | 'securityVersion'>>,
    ): Promise<StartedSession | undefined> {
      if (!(await giveUpToken(session))) return undefined;
      const token = random.token();
      const now = clock.now();
      const renewed = {
        ...session,
        ...changes,
        tokenHash: hashToken(token),
        authenticatedAt: now,
        lastSeenAt: now,
      };
      return (await place(renewed)) ? { session: renewed, token } : undefined;
    },

    async list(userId: UserId): Promise<Session[]> {
      const now = clock.now();
      const sessions = await store.list(userId);
      return sessions
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((one, other) => other.lastSeenAt.getTime() - one.lastSeenAt.getTime());
    },

    /** Keeps this session across a raised security version, token unchanged. False when it ended meanwhile. */
    carryOver: (
      session: Session,
      changes: Pick<Session, 'securityVersion'> & Partial<Pick<Session, 'assuranceLevel'>>,
    ): Promise<boolean> => store.replace({ ...session, ...changes }),

    /**
     * What its person just changed shows in this session at once, whichever instance answers; nothing waits for a store
     * that is away, since it shows a moment later by itself.
     */
    async expectRevision({ tokenHash }: Session, accountRevision: number): Promise<void> {
      try {
        const latest = await store.find(tokenHash);
        if (latest) await store.update(latest, { ...latest, accountRevision });
      } catch (error) {
        if (!isUnavailable(error)) throw error;
      }
    },
  };
}

export function idleTimeoutOf(
  settings: SessionSettings,
  { isRemembered }: Pick<Session, 'isRemembered'>,
): Duration {
  return isRemembered ? settings.rememberedIdleTimeout : settings.idleTimeout;
}
