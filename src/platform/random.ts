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
const UUID_BYTES = 16;
/** Taken at once: each time costs as much as the rest of an id together, and every request has one. */
const UUIDS_AHEAD = 256;

export function createRandom(clock: Clock, bytes: (count: number) => Uint8Array = randomBytes): Random {
  let ahead: Uint8Array = new Uint8Array();
  let used = 0;
  /** Never the same bytes twice; ids are no secrets, so they may lie in memory for a while. */
  const nextBytes = (): Uint8Array => {
    if (used + UUID_BYTES > ahead.length) {
      ahead = bytes(UUIDS_AHEAD * UUID_BYTES);
      used = 0;
    }
    used += UUID_BYTES;
    return ahead.subarray(used - UUID_BYTES, used);
  };

  return {
    bytes,
    token: () => Buffer.from(bytes(TOKEN_BYTES)).toString('base64url'),
    uuid: () => uuidV7({ msecs: clock.now().getTime(), random: nextBytes() }),
  };
}
