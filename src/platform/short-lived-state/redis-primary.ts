import type { Redis } from 'ioredis';
import type { Logger } from '#platform/logger.ts';

const PROOF = 'primary';
const PROOF_LIFETIME = 60_000;
const PROVED_EVERY = 1_000;

/**
 * Names the server and its time as primary; throws where it is not the primary for certain. A former primary that is cut
 * off does not know that it was replaced, and would go on showing sessions that were ended at the new one. But it
 * takes no writes any more (`min-replicas-to-write`), so it is asked to write.
 * Its run alone would not do: a server may become a replica and later the primary again, all in one run. The id of
 * its replication is another one each time.
 */
export async function readPrimary(redis: Redis): Promise<string> {
  const [, facts] = await Promise.all([redis.set(PROOF, '', 'PX', PROOF_LIFETIME), redis.info()]);
  const find = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(facts)?.[1];
  return `${find('run_id')}-${find('master_replid')}`;
}

/** Leaves a server that does not prove to be the primary, for the one that Sentinels name. */
export function watchPrimary(redis: Redis, prove: () => Promise<string>, log: Logger): void {
  const timer = setInterval(async () => {
    if (redis.status !== 'ready') return;
    try {
      await prove();
    } catch (error) {
      log.warn({ err: error }, 'redis is not known to be the primary; asking the Sentinels');
      redis.disconnect(true);
    }
  }, PROVED_EVERY);
  timer.unref();
  redis.once('end', () => clearInterval(timer));
}
