import { randomBytes } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import type { Clock } from './clock.ts';

/** The only door to randomness. */
export interface Random {
  /** Cryptographically strong bytes. */
  bytes(count: number): Uint8Array;
  /** 256 bits as base64url (43 characters): session, mail and device tokens. */
  token(): string;
  /** A UUIDv7 (RFC 9562): sorts by time, which keeps index pages warm. Never used as a secret. */
  uuid(): string;
}

const TOKEN_BYTES = 32;

export function createRandom(clock: Clock, bytes: (count: number) => Uint8Array = randomBytes): Random {
  return {
    bytes,
    token: () => Buffer.from(bytes(TOKEN_BYTES)).toString('base64url'),
    uuid: () => uuidV7({ msecs: clock.now().getTime(), random: bytes(16) }),
  };
}
