import { after, type Duration } from '#platform/duration.ts';
import type { TokenHash } from '#platform/hashing.ts';
import type { Records } from '#platform/short-lived-state/short-lived-state.ts';
import type { UserId } from '../ids.ts';
import type { Session } from './session.ts';

/** Sessions as records of the short-lived state: key by token hash, owned by the person. */
export interface SessionStore {
  find(tokenHash: TokenHash): Promise<Session | undefined>;
  /** How many sessions the person has now, this one included. */
  insert(session: Session): Promise<number>;
  /** False when the session is gone: a late write brings nothing back. */
  replace(session: Session): Promise<boolean>;
  /** The same, and false when it was changed since `seen` was read. */
  update(seen: Session, changed: Session): Promise<boolean>;
  /** True for exactly one of many callers. */
  remove(session: Pick<Session, 'tokenHash' | 'userId'>): Promise<boolean>;
  list(userId: UserId): Promise<Session[]>;
}

export function createSessionStore(
  records: Records,
  idleTimeoutOf: (session: Session) => Duration,
): SessionStore {
  /** The record goes at the idle timeout or the absolute end, whichever comes first. */
  const expiryOf = (session: Session): Date => {
    const idleEnd = after(session.lastSeenAt, idleTimeoutOf(session));
    return idleEnd < session.expiresAt ? idleEnd : session.expiresAt;
  };
  const toRecord = (session: Session) => ({
    key: keyOf(session.tokenHash),
    value: encode(session),
    expiresAt: expiryOf(session),
    owner: ownerOf(session.userId),
  });

  return {
    async find(tokenHash) {
      const value = await records.find(keyOf(tokenHash));
      return value === undefined ? undefined : decode(tokenHash, value);
    },
    insert: (session) => records.insert(toRecord(session)),
    replace: (session) => records.replace(toRecord(session)),
    update: (seen, changed) => records.replace(toRecord(changed), encode(seen)),
    async remove({ tokenHash, userId }) {
      return (await records.take(keyOf(tokenHash), ownerOf(userId))) !== undefined;
    },
    async list(userId) {
      const found = await records.list(ownerOf(userId));
      return found.map(({ key, value }) => decode(key.slice(KEY_PREFIX.length) as TokenHash, value));
    },
  };
}

const KEY_PREFIX = 'session:';
const keyOf = (tokenHash: TokenHash) => `${KEY_PREFIX}${tokenHash}`;
const ownerOf = (userId: UserId) => `sessions-of:${userId}`;

/** A list instead of named fields: a million sessions hold their names a million times otherwise. */
function encode(session: Session): string {
  return JSON.stringify([
    session.id,
    session.userId,
    session.email,
    session.securityVersion,
    session.assuranceLevel,
    session.isRemembered,
    session.createdAt.getTime(),
    session.authenticatedAt.getTime(),
    session.lastSeenAt.getTime(),
    session.expiresAt.getTime(),
    session.ip,
    session.userAgent,
    session.epoch,
    session.accountRevision,
  ]);
}

function decode(tokenHash: TokenHash, value: string): Session {
  const [
    id,
    userId,
    email,
    securityVersion,
    assuranceLevel,
    isRemembered,
    created,
    authenticated,
    seen,
    end,
    ip,
    userAgent,
    epoch,
    // Older versions write none.
    accountRevision = 0,
  ] = JSON.parse(value);
  return {
    id,
    userId,
    email,
    tokenHash,
    securityVersion,
    accountRevision,
    assuranceLevel,
    isRemembered,
    createdAt: new Date(created),
    authenticatedAt: new Date(authenticated),
    lastSeenAt: new Date(seen),
    expiresAt: new Date(end),
    ip,
    userAgent,
    epoch,
  };
}
