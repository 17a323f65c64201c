import { after, before, describe } from 'node:test';
import { createPostgresState } from '#platform/short-lived-state/postgres-state.ts';
import { createRedisState } from '#platform/short-lived-state/redis-state.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import { DATABASE_KINDS, openMigrated } from './every-database.ts';
import { createFakeClock, type FakeClock } from './fakes.ts';
import { newRedisPrefix, openTestRedis } from './redis.ts';

const STATE_KINDS = ['redis', ...DATABASE_KINDS] as const;
type StateKind = (typeof STATE_KINDS)[number];

export interface StateStage {
  clock: FakeClock;
  state: ShortLivedState;
  /** One of two instances of the service, which share the store. */
  instance(index: number): ShortLivedState;
}

interface Opened {
  instances: ShortLivedState[];
  close(): Promise<void>;
}

/** The same tests against each adapter of the short-lived state, or some of them. */
export function describeOnEveryState(
  name: string,
  define: (stage: StateStage) => void,
  kinds: readonly StateKind[] = STATE_KINDS,
): void {
  for (const kind of kinds) {
    describe(`${name} (${kind})`, () => {
      const clock = createFakeClock();
      let opened: Opened | undefined;
      const instance = (index: number) => {
        const state = opened?.instances[index % opened.instances.length];
        if (!state) throw new Error('the store is opened before the first test');
        return state;
      };
      before(async () => {
        opened = await openState(kind, clock);
      });
      after(() => opened?.close());
      define({
        clock,
        instance,
        get state() {
          return instance(0);
        },
      });
    });
  }
}

export async function openState(kind: StateKind, clock: FakeClock): Promise<Opened> {
  if (kind === 'redis') return openTwoOnRedis(clock);
  const { databases, drop } = await openMigrated(kind);
  const instances = [createPostgresState(databases, clock), createPostgresState(databases, clock)];
  return { instances, close: drop };
}

async function openTwoOnRedis(clock: FakeClock): Promise<Opened> {
  const prefix = newRedisPrefix();
  const connections = await Promise.all([openTestRedis(prefix), openTestRedis(prefix)]);
  const instances = connections.map(({ redis, epoch }) => createRedisState(redis, clock, epoch));
  return {
    instances,
    async close() {
      await Promise.all(instances.map((state) => state.close()));
    },
  };
}
