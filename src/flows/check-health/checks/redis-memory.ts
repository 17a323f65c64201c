import type { RedisFacts } from '#platform/short-lived-state/redis-facts.ts';
import { type Check, fault, ok, warning } from '../finding.ts';

export interface RedisDeps {
  /** `undefined`: sessions and counters live in Postgres. */
  redisFacts: (() => Promise<RedisFacts>) | undefined;
}

const NEARLY_FULL = 0.9;
const MEBIBYTE = 1_048_576;
export const NO_REDIS = ok('REDIS_URL is not set: sessions and counters live in Postgres');

/** What is dropped to make room would be sessions, and counters of failed tries. */
export function checkRedisMemory({ redisFacts }: RedisDeps): Check {
  return {
    name: 'redis-memory',
    async run() {
      if (!redisFacts) return NO_REDIS;
      const { role, evictionPolicy, usedBytes, mostBytes } = await redisFacts();
      if (role !== 'master') {
        return fault(
          `REDIS_URL leads to a server whose role is ${role}: nothing can be written`,
          'Let it lead to the primary.',
        );
      }
      if (evictionPolicy !== 'noeviction') {
        return fault(
          `maxmemory-policy is ${evictionPolicy}: sessions and counters of failed tries vanish when memory runs out`,
          'Set maxmemory-policy noeviction; the service does not start otherwise.',
        );
      }
      const used = `${Math.ceil(usedBytes / MEBIBYTE)} MiB used`;
      if (mostBytes === 0) return ok(`noeviction, ${used}, no maxmemory`);
      const share = `${used} of ${Math.floor(mostBytes / MEBIBYTE)}`;
      if (usedBytes < mostBytes * NEARLY_FULL) return ok(`noeviction, ${share}`);
      return warning(`nearly full: ${share}; once it is, nobody can sign in`, 'Raise maxmemory.');
    },
  };
}
