import type { ReplicaFacts, ServerFacts } from '#platform/database/server-facts.ts';
import type { Duration } from '#platform/duration.ts';
import { type Check, type Finding, fault, ok, plural, together, warning } from '../finding.ts';

export interface ReplicasDeps {
  /** `undefined`: nothing is read from replicas. */
  replicas:
    | {
        /** What the primary wrote so far is to be replayed within `patience`. */
        watch(patience: Duration): Promise<ReplicaFacts>;
      }
    | undefined;
  primaryFacts: () => Promise<ServerFacts>;
}

/** Behind one address may be several: a balancer gives each connection another one. */
const LOOKS = 4;
const PATIENCE = 2_000 as Duration;
/** SQLSTATE of a server that lets nobody in: it starts, or is a replica without `hot_standby`. */
const CANNOT_CONNECT_NOW = '57P03';

export function checkReplicas({ replicas, primaryFacts }: ReplicasDeps): Check {
  return {
    name: 'replicas',
    async run() {
      if (!replicas) return ok('DATABASE_READ_URL is not set: everything is read from the primary');
      const primary = await primaryFacts();
      let seen: ReplicaFacts[];
      try {
        seen = await Promise.all(Array.from({ length: LOOKS }, () => replicas.watch(PATIENCE)));
      } catch (error) {
        if ((error as { code?: string }).code === CANNOT_CONNECT_NOW) return closed;
        throw error;
      }
      const servers = new Map(seen.map((facts) => [facts.run, facts]));
      return together([...servers.values()].map((facts) => judge(facts, primary)));
    },
  };
}

const closed = fault(
  'DATABASE_READ_URL leads to a server that lets nobody in (57P03): it starts, or is a replica without hot_standby',
  'Set hot_standby = on at the replica and restart it.',
);

function judge(facts: ReplicaFacts, primary: ServerFacts): Finding {
  if (facts.cluster !== primary.cluster || facts.database !== primary.database) {
    return fault(
      'DATABASE_READ_URL leads to another database than DATABASE_URL: people read what was never written here',
      'Let both lead to the same database of the same cluster.',
    );
  }
  if (facts.run === primary.run)
    return ok('DATABASE_READ_URL leads to the primary itself: no replica serves');
  if (!facts.isReplica) {
    return fault(
      'DATABASE_READ_URL leads to a second primary, a promoted replica: what is read there is not what is written',
      'Make it a replica of the primary again (pg_basebackup), or let both addresses lead to it.',
    );
  }
  if (facts.isPaused) {
    return fault(
      'a replica’s replay is paused: it shows what was true then',
      'SELECT pg_wal_replay_resume() there.',
    );
  }
  if (facts.caughtUpAfter === undefined) {
    return warning(
      `a replica is ${plural(facts.bytesBehind, 'byte')} behind and did not catch up within ${PATIENCE / 1_000} s; meanwhile the primary decides, and what is shown is old`,
      'Look at pg_stat_replication on the primary: is it connected, and is its disk fast enough?',
    );
  }
  return ok(`a replica, at the primary’s position after ${facts.caughtUpAfter} ms`);
}
