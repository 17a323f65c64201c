import { type Check, fault, ok, plural } from '../finding.ts';

interface Costs {
  memoryKib: number;
  passes: number;
  parallelism: number;
}

export interface PasswordHashingDeps {
  argon2: Costs;
  /** OWASP's minimum. */
  leastArgon2: Pick<Costs, 'memoryKib' | 'passes'>;
}

export function checkPasswordHashing({ argon2, leastArgon2 }: PasswordHashingDeps): Check {
  const { memoryKib, passes, parallelism } = argon2;
  return {
    name: 'password-hashing',
    async run() {
      const costs = `argon2id, ${memoryKib} KiB, ${passes === 1 ? '1 pass' : `${passes} passes`}, ${plural(parallelism, 'lane')}`;
      if (memoryKib >= leastArgon2.memoryKib && passes >= leastArgon2.passes) return ok(costs);
      return fault(
        `${costs}: weaker than OWASP's minimum, stolen hashes are guessed quickly`,
        `Remove ALLOW_WEAK_HASHING, set ARGON2_MEMORY_KIB to ${leastArgon2.memoryKib} and ARGON2_PASSES to ${leastArgon2.passes} at least; hashes are renewed as people sign in.`,
      );
    },
  };
}
