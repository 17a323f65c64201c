import type { PoolUse } from '#platform/database/database.ts';
import { readReplicaLag } from '#platform/database/replica-lag.ts';
import type { Config } from './config.ts';
import { secretKeysChangedAt } from './health-parts.ts';
import type { Nouns, Platform } from './wiring.ts';

/** What is asked for at each scrape, by whoever knows it. */
export function readGauges(
  config: Config,
  { metrics, databases, hasher }: Platform,
  { mailQueue, suspicion }: Nouns,
): void {
  const { primary, pools } = databases;
  const ofEachPool = (figure: (use: PoolUse) => number) => () =>
    (['primary', 'replica'] as const).flatMap((pool): [{ pool: typeof pool }, number][] => {
      const use = pools()[pool];
      return use ? [[{ pool }, figure(use)]] : [];
    });

  metrics.passwordHashQueue.readFrom(hasher.waiting);
  metrics.mailQueue.readFrom(() => mailQueue.countWaiting(primary));
  metrics.suspicionRaised.readFrom(() => (suspicion.isRaised() ? 1 : 0));
  metrics.suspiciousClients.readFrom(suspicion.countFlagged);
  metrics.replicaLag.readFrom(() => readReplicaLag(primary));
  metrics.dbPoolConnections.readFrom(ofEachPool(({ open }) => open));
  metrics.dbPoolIdle.readFrom(ofEachPool(({ idle }) => idle));
  metrics.dbPoolWaiting.readFrom(ofEachPool(({ waiting }) => waiting));
  metrics.secretKeysChanged.readFrom(async () => {
    const changedAt = await secretKeysChangedAt(config);
    return changedAt ? changedAt.getTime() / 1_000 : [];
  });
}
