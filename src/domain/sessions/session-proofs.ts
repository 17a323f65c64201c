import type { Clock } from '#platform/clock.ts';
import type { Transaction } from '#platform/database/database.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { between, minutes } from '#platform/duration.ts';
import type { Random } from '#platform/random.ts';
import type { UserId } from '../ids.ts';
import type { ProvedPerson, Session } from './session.ts';
import type { SessionStore } from './sessions.store.ts';

/**
 * Bounds whatever goes wrong besides: a store that lost a doubt, a row changed by hand. Shorter than a doubt lives by more
 * than a change takes.
 */
const LIFE = minutes(1);
const MOST_TRIES = 3;

interface Look {
  stored: Session;
  at: Date;
  isInDoubt: boolean;
}

/**
 * A session carries for a minute what the account said of its person, so that most checks ask no database. Whoever changes
 * the person puts all their sessions in doubt before COMMIT; a doubt is seen by every check that begins afterwards, and
 * while it lasts the database is asked (docs/decisions/029).
 */
export function createSessionProofs({
  store,
  clock,
  random,
}: {
  store: SessionStore;
  clock: Clock;
  random: Random;
}) {
  /** Of sessions handed on without a proof: what their proof would have to be written over. */
  const looks = new WeakMap<Session, Look>();

  const holds = ({ stored: { proof }, at, isInDoubt }: Look): boolean => {
    if (isInDoubt || !proof?.person) return false;
    const age = between(proof.readAt, at);
    return age >= 0 && age < LIFE;
  };

  return {
    /** The session as others may have it: with a proof that holds, or none. */
    show(look: Look): Session {
      if (holds(look)) return look.stored;
      const shown = { ...look.stored, proof: undefined };
      looks.set(shown, look);
      return shown;
    },

    /** False: what would be written proves nothing, so there is no use in reading it. */
    mayProve: (session: Session): boolean => looks.get(session)?.isInDoubt === false,

    /** `person` as the account says since the session was resumed, at the session's own version. */
    async prove(session: Session, person: ProvedPerson): Promise<void> {
      const look = looks.get(session);
      if (!look || look.isInDoubt) return;
      const proved = { ...look.stored, proof: { readAt: look.at, person } };
      try {
        await store.update(look.stored, proved);
      } catch (error) {
        // A full store takes no proof; the next check asks again.
        if (!isUnavailable(error)) throw error;
      }
    },

    /** In the transaction that changes what is proved. Returns what to do after its COMMIT. */
    async beginChange(_tx: Transaction, userId: UserId): Promise<() => Promise<void>> {
      const mark = random.uuid();
      await store.doubt(userId, mark);
      return async () => {
        await forget(userId);
        await store.trust(userId, mark);
      };
    },
  };

  async function forget(userId: UserId): Promise<void> {
    const pending = new Set((await store.list(userId)).map(({ tokenHash }) => tokenHash));
    for (let tries = 0; pending.size > 0 && tries < MOST_TRIES; tries += 1)
      // Also where there is none: a proof read before the change may be about to be written over this record.
      for (const session of (await store.list(userId)).filter(({ tokenHash }) => pending.has(tokenHash)))
        if (await store.update(session, { ...session, proof: { readAt: clock.now(), person: undefined } }))
          pending.delete(session.tokenHash);
  }
}
