import type { SettingValues } from './environment.ts';
import type { ConfigMistake } from './mistakes.ts';
import { isLoopback } from './settings.ts';

/** OWASP's minimum for argon2id: 19 MiB and 2 passes. */
const LEAST_MEMORY_KIB = 19_456;
const LEAST_PASSES = 2;

/** Settings that are each valid and together open a hole: the service refuses to start with the reason. */
export function unsafeCombinations(values: SettingValues): ConfigMistake[] {
  const mistakes: ConfigMistake[] = [];
  const refuse = (name: string, message: string) => mistakes.push({ name, message });

  if (!values.SMTP_URL && (values.PUBLIC_URL.startsWith('https:') || !isLoopback(values.PUBLIC_URL))) {
    refuse('SMTP_URL', 'a public origin needs a mail server: the local mailbox shows everybody’s mail');
  }
  if (values.TRUSTED_PROXIES.some((network) => network.endsWith('/0'))) {
    refuse(
      'TRUSTED_PROXIES',
      'trusting every address lets anybody choose the client address that limits count',
    );
  }
  const { ARGON2_MEMORY_KIB, ARGON2_PASSES, ALLOW_WEAK_HASHING } = values;
  if (!ALLOW_WEAK_HASHING && (ARGON2_MEMORY_KIB < LEAST_MEMORY_KIB || ARGON2_PASSES < LEAST_PASSES)) {
    refuse(
      'ARGON2_MEMORY_KIB',
      `weaker than ${LEAST_MEMORY_KIB} KiB and ${LEAST_PASSES} passes (OWASP) is refused`,
    );
  }
  if (values.DATABASE_URL && values.SECRET_KEYS.length === 0) {
    refuse(
      'SECRET_KEYS',
      'a database server needs keys that all instances share: set at least one 32-byte key',
    );
  }
  if (values.SESSION_IDLE_TIMEOUT > values.SESSION_LIFETIME) {
    refuse('SESSION_IDLE_TIMEOUT', 'must not be longer than SESSION_LIFETIME');
  }
  return mistakes;
}
