import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, Transaction } from '#platform/database/database.ts';
import { after, before, between, type Duration, minutes, seconds, shorter } from '#platform/duration.ts';
import { hashToken } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { Client } from '../client.ts';
import type { SessionId, UserId } from '../ids.ts';
import type { AssuranceLevel, Session, StartedSession } from './session.ts';
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
/** How long whoever demanded an ending has for doing it, before the background does. */
const ENDING_GRACE = seconds(5);

export function createSessions({
  store,
  primary,
  currentVersion,
  epoch,
  clock,
  random,
  settings,
}: SessionsDeps) {
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
      await end(session);
  };

  const recordEnded = (sessions: Session[]) =>
    repository.insertEnded(
      primary,
      sessions.map(({ tokenHash, expiresAt }) => ({
        token_hash: tokenHash,
        ended_at: clock.now(),
        expires_at: expiresAt,
      })),
    );

  /** Durable first: should the store come back with an old snapshot, the token stays dead. */
  const end = async (session: Session): Promise<boolean> => {
    await recordEnded([session]);
    return store.remove(session);
  };

  const endEach = async (sessions: Session[]): Promise<number> => {
    await recordEnded(sessions);
    const removed = await Promise.all(sessions.map((session) => store.remove(session)));
    return removed.filter(Boolean).length;
  };

  /** Asked once after the store may have lost or regained records: nothing old is believed unseen. */
  const isStillGood = async (session: Session): Promise<boolean> => {
    const hasEnded = await repository.hasEnded(primary, session.tokenHash);
    return !hasEnded && (await currentVersion(session.userId)) === session.securityVersion;
  };

  const touchInterval = (session: Session): Duration =>
    shorter(TOUCH_INTERVAL, (idleTimeoutOf(settings, session) / 10) as Duration);

  return {
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
      return (await store.replace(seen)) ? seen : undefined;
    },

    /**
     * Exchanges the token at a rise of privilege; id and absolute end stay. Of parallel callers with one token
     * one succeeds. `undefined`: the session ended meanwhile.
     */
    async renew(
      session: Session,
      changes: Partial<Pick<Session, 'assuranceLevel' | 'securityVersion'>>,
    ): Promise<StartedSession | undefined> {
      if (!(await end(session))) return undefined;
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

    end,

    async list(userId: UserId): Promise<Session[]> {
      const now = clock.now();
      const sessions = await store.list(userId);
      return sessions
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((one, other) => other.lastSeenAt.getTime() - one.lastSeenAt.getTime());
    },

    /** False when this person has no such session: somebody else's id looks like an unknown one. */
    async endById(userId: UserId, id: SessionId): Promise<boolean> {
      const session = (await store.list(userId)).find((candidate) => candidate.id === id);
      return session !== undefined && (await end(session));
    },

    /** Together with a raised version, so that the ending itself may fail or be cut off and still happens. */
    demandEnding: (tx: Transaction, userId: UserId, belowVersion: number): Promise<void> =>
      repository.upsertEnding(tx, {
        user_id: userId,
        below_version: belowVersion,
        demanded_at: clock.now(),
      }),

    /** Ends all of a person's sessions except `kept`, as demanded for this version; returns how many. */
    async endAll(userId: UserId, belowVersion: number, kept?: Pick<Session, 'id'>): Promise<number> {
      const others = (await store.list(userId)).filter(({ id }) => id !== kept?.id);
      const count = await endEach(others);
      await repository.deleteEnding(primary, { user_id: userId, below_version: belowVersion });
      return count;
    },

    /** In the background: what was demanded and not done, because a process died or the store was away. */
    async finishEndings(): Promise<void> {
      for (const ending of await repository.listEndings(primary, before(clock.now(), ENDING_GRACE))) {
        const sessions = await store.list(ending.user_id);
        await endEach(sessions.filter(({ securityVersion }) => securityVersion < ending.below_version));
        await repository.deleteEnding(primary, ending);
      }
    },

    /** Keeps this session across a raised security version, token unchanged. False when it ended meanwhile. */
    carryOver: (session: Session, securityVersion: number): Promise<boolean> =>
      store.replace({ ...session, securityVersion }),

    purge: (): Promise<void> => repository.deleteExpired(primary, clock.now()),
  };
}

export function idleTimeoutOf(
  settings: SessionSettings,
  { isRemembered }: Pick<Session, 'isRemembered'>,
): Duration {
  return isRemembered ? settings.rememberedIdleTimeout : settings.idleTimeout;
}
