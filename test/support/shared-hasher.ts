import { createPasswordHasher, type PasswordHasher } from '#domain/passwords/passwords.ts';
import type { Config } from '#src/config.ts';
import { atEnd } from './at-end.ts';

const hashers = new Map<string, PasswordHasher>();

/**
 * One thread for all apps of this process that hash at the same costs: to start one takes longer than most tests hash. It
 * ends with the process's tests; the app that closes leaves it to the next. Instances beside a first have another one, since
 * each queue has its bounds.
 */
export function sharedHasher(costs: Config['passwords']['argon2'], isBesideFirst: boolean): PasswordHasher {
  const key = JSON.stringify({ costs, isBesideFirst });
  const hasher = hashers.get(key) ?? createPasswordHasher(costs, { threads: 1 });
  if (!hashers.has(key)) atEnd.push(() => hasher.close());
  hashers.set(key, hasher);
  return { ...hasher, close: async () => {} };
}
