import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, ReplicaDb, Transaction } from '#platform/database/database.ts';
import { hashToken } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { UserId } from '../ids.ts';
import * as repository from './recovery-codes.repository.ts';

export { createShownOnce, type ShownOnce } from './recovery-codes.store.ts';

export type RecoveryCodes = ReturnType<typeof createRecoveryCodes>;

const CODES = 10;
/** 80 random bits in 16 characters: a fast hash is enough, there is nothing to guess. */
const CODE_BYTES = 10;
/** Crockford's alphabet: no I, L, O, U to misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const WELL_FORMED = new RegExp(`^[${ALPHABET}]{16}$`);

export function createRecoveryCodes({ clock, random }: { clock: Clock; random: Random }) {
  return {
    /** Ten new codes, shown this once; the old set stops working with the same COMMIT. */
    async issue(tx: Transaction, userId: UserId): Promise<string[]> {
      await repository.deleteAll(tx, userId);
      const codes = Array.from({ length: CODES }, () => makeCode(random));
      const created_at = clock.now();
      const rows = codes.map((code) => ({ user_id: userId, code_hash: hashOf(userId, code), created_at }));
      await repository.insertAll(tx, rows);
      return codes;
    },

    /** Each code works once, of many parallel tries one. Case, dashes and spaces do not matter. */
    async consume(db: PrimaryDb, userId: UserId, typed: string): Promise<boolean> {
      const code = parseRecoveryCode(typed);
      return code !== undefined && repository.take(db, userId, hashOf(userId, code));
    },

    countLeft: (db: ReplicaDb, userId: UserId): Promise<number> => repository.count(db, userId),
    removeAll: (tx: Transaction, userId: UserId): Promise<void> => repository.deleteAll(tx, userId),
  };
}

/** The canonical spelling, or `undefined` for what no recovery code looks like. */
function parseRecoveryCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return WELL_FORMED.test(code) ? grouped(code) : undefined;
}

function makeCode(random: Random): string {
  const bits = [...random.bytes(CODE_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const characters = bits.match(/.{5}/g) ?? [];
  return grouped(characters.map((five) => ALPHABET[Number.parseInt(five, 2)]).join(''));
}

const grouped = (code: string): string => code.match(/.{4}/g)?.join('-') ?? code;
/** Bound to its owner: the same code would hash differently for somebody else. */
const hashOf = (userId: UserId, code: string) => hashToken(`${userId}:${code}`);
