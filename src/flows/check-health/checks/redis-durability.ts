import { type Check, fault, ok, warning } from '../finding.ts';
import { NO_REDIS, type RedisDeps } from './redis-memory.ts';

const TO_LOG = 'Set appendonly yes and appendfsync everysec.';

/** A restart should sign nobody out, and forget no failed try. */
export function checkRedisDurability({ redisFacts }: RedisDeps): Check {
  return {
    name: 'redis-durability',
    async run() {
      if (!redisFacts) return NO_REDIS;
      const { isLogged, snapshots, hasFailed } = await redisFacts();
      if (hasFailed) {
        return fault(
          'Redis could not write to its disk',
          'Look at its log: is the disk full, or not its own?',
        );
      }
      if (isLogged) return ok('appendonly yes: a restart loses a second at most');
      if (snapshots === '') {
        return fault(
          'neither appendonly nor save: a restart signs everybody out and forgets all failed tries',
          TO_LOG,
        );
      }
      return warning(
        `appendonly no, save ${snapshots ? `"${snapshots}"` : 'not known (CONFIG is forbidden)'}: a restart loses what came after the last snapshot`,
        TO_LOG,
      );
    },
  };
}
