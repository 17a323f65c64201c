import type { Totp } from '#domain/totp/totp.ts';
import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb } from '#platform/database/database.ts';
import { between, days } from '#platform/duration.ts';
import type { Keyring } from '#platform/encryption.ts';
import { type Check, type Finding, fault, ok, plural, together, warning } from '../finding.ts';

export interface SecretKeysDeps {
  keyring: Pick<Keyring, 'keys'>;
  totp: Pick<Totp, 'countByKey'>;
  databases: { primary: PrimaryDb };
  clock: Clock;
  /** When the file that holds them was written; `undefined`: they come from no file. */
  secretKeysChangedAt: () => Promise<Date | undefined>;
}

/** How long one key should go on sealing (NIST SP 800-57, part 1, 5.3.6). */
const OLDEST = days(2 * 365);
const MANY = 5;

export function checkSecretKeys({
  keyring,
  totp,
  databases,
  clock,
  secretKeysChangedAt,
}: SecretKeysDeps): Check {
  return {
    name: 'secret-keys',
    async run() {
      const [sealed, changedAt] = await Promise.all([
        totp.countByKey(databases.primary),
        secretKeysChangedAt(),
      ]);
      const age = changedAt && between(changedAt, clock.now());
      return together([
        ...judgeLost(keyring.keys, sealed),
        ...judgeMadeUp(keyring.keys),
        ...(age !== undefined && age > OLDEST
          ? [
              warning(
                `the keys are ${Math.floor(age / days(1))} days old`,
                'Put a new one in front (docs/operations/rotate-secrets.md).',
              ),
            ]
          : []),
        judgeNumber(
          keyring.keys,
          sealed,
          age === undefined ? 'of unknown age' : `changed ${Math.floor(age / days(1))} days ago`,
        ),
      ]);
    },
  };
}

type Keys = Keyring['keys'];
type Sealed = ReadonlyMap<string, number>;

function judgeLost(keys: Keys, sealed: Sealed): Finding[] {
  const lost = [...sealed].filter(([id]) => !keys.some((key) => key.id === id));
  if (lost.length === 0) return [];
  const people = lost.reduce((sum, [, count]) => sum + count, 0);
  return [
    fault(
      `${plural(people, 'authenticator app')} sealed with a key that is not in SECRET_KEYS (${lost.map(([id]) => id).join(', ')}): their owners cannot sign in with it`,
      'Put that key back, behind the others.',
    ),
  ];
}

function judgeMadeUp(keys: Keys): Finding[] {
  const madeUp = keys.filter(({ isRandom }) => !isRandom);
  if (madeUp.length === 0) return [];
  return [
    fault(
      `${plural(madeUp.length, 'key')} not random`,
      'Make a key as docs/operations/rotate-secrets.md says, and put it in front.',
    ),
  ];
}

function judgeNumber(keys: Keys, sealed: Sealed, age: string): Finding {
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    return warning('a key is there twice', 'Remove the second one.');
  }
  const idle = keys.slice(1).filter(({ id }) => !sealed.has(id)).length;
  const seen = `${plural(keys.length, 'key')}, ${age}${idle > 0 ? `; ${plural(idle, 'older one')} seals no authenticator app any more` : ''}`;
  return keys.length > MANY
    ? warning(seen, 'Remove those that seal nothing any more (docs/operations/rotate-secrets.md).')
    : ok(seen);
}
