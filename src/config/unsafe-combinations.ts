import { isLoopback } from '#platform/loopback.ts';
import type { SettingValues } from './environment.ts';
import type { ConfigMistake } from './mistakes.ts';

/** OWASP's minimum for argon2id: 19 MiB and 2 passes. */
export const LEAST_ARGON2 = { memoryKib: 19_456, passes: 2 };

interface Combination {
  /** Judged only when all of these could be read; the mistake is reported under the first. */
  involves: readonly [keyof SettingValues, ...(keyof SettingValues)[]];
  isUnsafe: (values: SettingValues) => boolean;
  reason: string;
}

const COMBINATIONS: readonly Combination[] = [
  {
    involves: ['SMTP_URL', 'PUBLIC_URL'],
    isUnsafe: ({ SMTP_URL, PUBLIC_URL }) =>
      !SMTP_URL && (PUBLIC_URL.startsWith('https:') || !isLoopback(new URL(PUBLIC_URL).hostname)),
    reason: 'a public origin needs a mail server: the local mailbox shows everybody’s mail',
  },
  {
    involves: ['TRUSTED_PROXIES'],
    isUnsafe: ({ TRUSTED_PROXIES }) => TRUSTED_PROXIES.some((network) => network.endsWith('/0')),
    reason: 'trusting every address lets anybody choose the client address that limits count',
  },
  {
    involves: ['FORWARD_AUTH_ORIGINS', 'PUBLIC_URL'],
    isUnsafe: ({ FORWARD_AUTH_ORIGINS, PUBLIC_URL }) =>
      PUBLIC_URL.startsWith('https:') && FORWARD_AUTH_ORIGINS.some((origin) => origin.startsWith('http:')),
    reason: 'an app on plain http would show everybody on the way the cookie that opens it: give it https',
  },
  {
    involves: ['ARGON2_MEMORY_KIB', 'ARGON2_PASSES', 'ALLOW_WEAK_HASHING'],
    isUnsafe: ({ ARGON2_MEMORY_KIB, ARGON2_PASSES, ALLOW_WEAK_HASHING }) =>
      !ALLOW_WEAK_HASHING &&
      (ARGON2_MEMORY_KIB < LEAST_ARGON2.memoryKib || ARGON2_PASSES < LEAST_ARGON2.passes),
    reason: `weaker than ${LEAST_ARGON2.memoryKib} KiB and ${LEAST_ARGON2.passes} passes (OWASP) is refused`,
  },
  {
    involves: ['SECRET_KEYS', 'DATABASE_URL'],
    isUnsafe: ({ SECRET_KEYS, DATABASE_URL }) => DATABASE_URL !== '' && SECRET_KEYS.length === 0,
    reason: 'a database server needs keys that all instances share: set at least one 32-byte key',
  },
];

/** Settings that are each valid and together open a hole: the service refuses to start with the reason. */
export function unsafeCombinations(values: SettingValues, unread: ReadonlySet<string>): ConfigMistake[] {
  return COMBINATIONS.filter(
    ({ involves, isUnsafe }) => !involves.some((name) => unread.has(name)) && isUnsafe(values),
  ).map(({ involves: [name], reason }) => ({ name, message: reason }));
}
