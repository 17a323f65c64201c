import type { TokenHash } from '#platform/hashing.ts';
import type { CanonicalEmail } from '../email-address.ts';
import type { SessionId, UserId } from '../ids.ts';

/** NIST SP 800-63B: `aal1` one factor, `aal2` two. */
export type AssuranceLevel = 'aal1' | 'aal2';

export interface Session {
  id: SessionId;
  userId: UserId;
  /** Whose marks say which replica may tell about the person. */
  email: CanonicalEmail;
  tokenHash: TokenHash;
  /** The person's security version when it was started or last renewed. */
  securityVersion: number;
  /** Nothing older of the account is shown in it: its person changed something here. */
  accountRevision: number;
  assuranceLevel: AssuranceLevel;
  isRemembered: boolean;
  createdAt: Date;
  /** When the person last proved who they are. */
  authenticatedAt: Date;
  lastSeenAt: Date;
  /** The absolute end; the idle timeout may end it earlier. */
  expiresAt: Date;
  ip: string;
  userAgent: string;
  /** The store's epoch under which it was last known to be good. */
  epoch: string;
}

/** A session together with its token, which is known only now: the store keeps a hash. */
export interface StartedSession {
  session: Session;
  token: string;
}
