import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb } from '#platform/database/database.ts';
import { after, between, type Duration, minutes, shorter } from '#platform/duration.ts';
import { hashToken } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { Client } from '../client.ts';
import type { SessionId, UserId } from '../ids.ts';
import type { AssuranceLevel, Session, StartedSession } from './session.ts';
import { createSessionEndings } from './session-endings.ts';
import * as repository from './sessions.repository.ts';
import type { SessionStore } from './sessions.store.ts';

export type { AssuranceLevel, Session, StartedSession } from './session.ts';
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
}

export interface NewSession {
  userId: UserId;
  /** The version under which the credentials were verified. */
  securityVersion: number;
  assuranceLevel: AssuranceLevel;
  isRemembered: boolean;
  client: Client;
}

export type Sessions = ReturnType<typeof createSessions>;

const TOUCH_INTERVAL = minutes(1);

export function createSessions(deps: SessionsDeps) {
  const { store, primary, currentVersion, epoch, clock, random, settings } = deps;
  const endings = createSessionEndings(deps);

  /**
   * Writes the session, then reads the version again: a sign-in that verified the old password while it was
   * being changed is taken back, because the change raised the version before it ended the sessions it saw.
   */
  const place = async (session: Session): Promise<boolean> => {
    const count = await store.insert(session);
    if ((await currentVersion(session.userId)) !== session.securityVersion) {
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
      await endings.end(session);
  };

  /** Asked once after the store may have lost or regained records: nothing old is believed unseen. */
  const isStillGood = async (session: Session): Promise<boolean> => {
    const hasEnded = await repository.hasEnded(primary, session.tokenHash);
    return !hasEnded && (await currentVersion(session.userId)) === session.securityVersion;
  };

  const touchInterval = (session: Session): Duration =>
    shorter(TOUCH_INTERVAL, (idleTimeoutOf(settings, session) / 10) as Duration);

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
        createdAt: now,
        authenticatedAt: now,
        lastSeenAt: now,
        expiresAt: after(now, person.isRemembered ? settings.rememberedLifetime : settings.lifetime),
        epoch: await epoch(),
      };
      return (await place(session)) ? { session, token } : undefined;
    },

    /** The live session of a token, its last-seen time renewed unless `isSilent`. Throws when it cannot be known. */
    async resume(token: string, { isSilent = false } = {}): Promise<Session | undefined> {
      const session = await store.find(hashToken(token));
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
      return (await store.update(session, seen)) ? seen : store.find(session.tokenHash);
    },

    /**
     * Exchanges the token at a rise of privilege; id and absolute end stay. Of parallel callers with one token
     * one succeeds. `undefined`: the session ended meanwhile.
     */
    async renew(
      session: Session,
      changes: Partial<Pick<Session, 'assuranceLevel' | 'securityVersion'>>,
    ): Promise<StartedSession | undefined> {
      if (!(await endings.end(session))) return undefined;
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
    carryOver: (session: Session, securityVersion: number): Promise<boolean> =>
      store.replace({ ...session, securityVersion }),
  };
}

export function idleTimeoutOf(
  settings: SessionSettings,
  { isRemembered }: Pick<Session, 'isRemembered'>,
): Duration {
  return isRemembered ? settings.rememberedIdleTimeout : settings.idleTimeout;
}
