import type { RedisFacts } from '#platform/short-lived-state/redis-facts.ts';
import type { SentinelFacts } from '#platform/short-lived-state/sentinel-facts.ts';
import { type Check, type Finding, fault, ok, plural, together, warning } from '../finding.ts';
import { NO_REDIS } from './redis-memory.ts';

export interface RedisFailoverDeps {
  redisFacts: (() => Promise<RedisFacts>) | undefined;
  /** `undefined`: REDIS_URL leads to a server. */
  sentinels: (() => Promise<SentinelFacts[]>) | undefined;
}

/** Two cannot agree when one of them is gone. */
const FEWEST = 3;

/** Whether another server could take the primary's place, and nothing acknowledged be lost by it. */
export function checkRedisFailover({ redisFacts, sentinels }: RedisFailoverDeps): Check {
  return {
    name: 'redis-failover',
    async run() {
      if (!redisFacts) return NO_REDIS;
      if (!sentinels) return ok('REDIS_URL leads to one server: no other takes over when it dies');
      const [facts, said] = await Promise.all([redisFacts(), sentinels()]);
      return together([judgeSentinels(said), judgeReplicas(facts)]);
    },
  };
}

function judgeSentinels(said: readonly SentinelFacts[]): Finding {
  const primaries = [...new Set(said.flatMap(({ primary }) => primary ?? []))];
  if (primaries.length > 1) {
    return fault(
      `the Sentinels name different primaries: ${primaries.join(', ')}`,
      'Look at their logs; one of them may be cut off, or watch other servers.',
    );
  }
  const undecided = said.find(({ primary, trouble }) => primary && trouble);
  if (undecided)
    return fault(`no server could take over: ${undecided.trouble}`, 'Bring the other Sentinels back.');
  const silent = said.filter(({ primary }) => !primary);
  if (silent.length > 0) {
    const list = silent.map(({ address, trouble }) => `${address}: ${trouble}`).join('; ');
    const judge = silent.length === said.length ? fault : warning;
    return judge(
      `${silent.length} of ${plural(said.length, 'Sentinel')} cannot be asked: ${list}`,
      'Bring them back.',
    );
  }
  if (said.length < FEWEST) {
    return warning(
      `REDIS_URL names ${plural(said.length, 'Sentinel')}: with one gone the primary may not be found`,
      'Run three, on three machines, and name them all.',
    );
  }
  return ok(`${plural(said.length, 'Sentinel')} agree on ${primaries[0]}`);
}

function judgeReplicas({ replicas, needsReplica }: RedisFacts): Finding {
  if (replicas === 0) {
    return fault('no replica follows the primary: no server can take over', 'Bring a replica back.');
  }
  if (!needsReplica) {
    return warning(
      'min-replicas-to-write is 0: a primary that was cut off and replaced goes on acknowledging',
      'Set min-replicas-to-write 1 and min-replicas-max-lag 3.',
    );
  }
  return ok(`${plural(replicas, 'replica')}; without one nothing is written`);
}
