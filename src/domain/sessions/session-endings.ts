import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, Transaction } from '#platform/database/database.ts';
import { before, seconds } from '#platform/duration.ts';
import type { SessionId, UserId } from '../ids.ts';
import type { Session } from './session.ts';
import * as repository from './sessions.repository.ts';
import type { SessionStore } from './sessions.store.ts';

/**
 * A closed set: it labels metrics. `all_ended`: whatever ends all of a person's at once, such as a new password; what
 * nobody ends runs out silently.
 */
export const SESSION_ENDINGS = ['signed_out', 'replaced', 'device_ended', 'all_ended', 'too_many'] as const;
export type SessionEnding = (typeof SESSION_ENDINGS)[number];

export interface SessionEndingsDeps {
  store: SessionStore;
  primary: PrimaryDb;
  clock: Clock;
  onEnded?: (how: SessionEnding, count: number) => void;
}

/** How long whoever demanded an ending has for doing it, before the background does. */
const GRACE = seconds(5);

/** The one way a session ends: durably first, then in the store, so that no old snapshot brings it back. */
export function createSessionEndings(deps: SessionEndingsDeps) {
  const { store, primary, clock, onEnded = () => {} } = deps;

  const recordEnded = (sessions: Session[]) =>
    repository.insertEnded(
      primary,
      sessions.map(({ tokenHash, expiresAt }) => ({
        token_hash: tokenHash,
        ended_at: clock.now(),
        expires_at: expiresAt,
      })),
    );

  const endEach = async (sessions: Session[]): Promise<number> => {
    await recordEnded(sessions);
    const removed = await Promise.all(sessions.map((session) => store.remove(session)));
    return removed.filter(Boolean).length;
  };

  const endCounted = async (sessions: Session[], how: SessionEnding): Promise<number> => {
    const count = await endEach(sessions);
    if (count > 0) onEnded(how, count);
    return count;
  };

  /** True for exactly one of many callers. */
  const end = async (session: Session, how: SessionEnding): Promise<boolean> =>
    (await endCounted([session], how)) === 1;

  return {
    end,

    /** To go on under another token: nothing ended for the person. True for exactly one of many callers. */
    giveUpToken: async (session: Session): Promise<boolean> => (await endEach([session])) === 1,

    /** False when this person has no such session: somebody else's id looks like an unknown one. */
    async endById(userId: UserId, id: SessionId): Promise<boolean> {
      const session = (await store.list(userId)).find((candidate) => candidate.id === id);
      return session !== undefined && (await end(session, 'device_ended'));
    },

    /** Together with a raised version, so that the ending itself may fail or be cut off and still happens. */
    demandEnding: (tx: Transaction, userId: UserId, belowVersion: number): Promise<void> =>
      repository.upsertEnding(tx, {
        user_id: userId,
        below_version: belowVersion,
        demanded_at: clock.now(),
      }),

    /** Ends all of a person's sessions except `kept`, as demanded for this version; returns how many. */
    async endAll(userId: UserId, belowVersion: number, kept?: Pick<Session, 'tokenHash'>): Promise<number> {
      // By token and not by id: a renewal running beside this one keeps the id.
      const others = (await store.list(userId)).filter(({ tokenHash }) => tokenHash !== kept?.tokenHash);
      const count = await endCounted(others, 'all_ended');
      await repository.deleteEnding(primary, { user_id: userId, below_version: belowVersion });
      return count;
    },

    /** In the background: what was demanded and not done, because a process died or the store was away. */
    async finishEndings(): Promise<void> {
      for (const ending of await repository.listEndings(primary, before(clock.now(), GRACE))) {
        const sessions = await store.list(ending.user_id);
        const due = sessions.filter(({ securityVersion }) => securityVersion < ending.below_version);
        await endCounted(due, 'all_ended');
        await repository.deleteEnding(primary, ending);
      }
    },

    purge: (): Promise<void> => repository.deleteExpired(primary, clock.now()),
  };
}
