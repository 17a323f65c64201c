import type { Clock } from '#platform/clock.ts';
import { after, hours } from '#platform/duration.ts';
import type { Counters, Records } from '#platform/short-lived-state/short-lived-state.ts';
import type { Client } from '../client.ts';
import { subjectsOf } from './subjects.ts';

const FLAGGED_FOR = hours(1);
/** One filled trap may be an over-eager browser extension; it makes budgets smaller and asks for nothing yet. */
const FLAGS_BEFORE_PROOF = 3;
/** Counted up to here: whoever has more addresses than this is one more number to nobody. */
const MOST_COUNTED = 10_000;
const EVERY_FLAG = { kind: 'window', most: 1_000_000_000, per: FLAGGED_FOR } as const;

/** The marks of robots: counted in one step each, so that traps sprung side by side are as many flags. */
export function createFlags(
  records: Pick<Records, 'find' | 'insert' | 'take'>,
  counters: Pick<Counters, 'takeTurn' | 'clear'>,
  clock: Clock,
) {
  /** Until when, by name: for the metrics alone, which ask each instance for itself. */
  const flaggedHere = new Map<string, Date>();
  const remember = (key: string) =>
    records.insert({ key, value: 'yes', expiresAt: after(clock.now(), FLAGGED_FOR) });
  const isThere = async (keys: readonly string[]) =>
    (await Promise.all(keys.map((key) => records.find(key)))).some((found) => found !== undefined);

  return {
    /** `isFlagged`: at least once within the hour; `isRobot`: often enough to be asked for work. */
    async look(client: Client): Promise<{ isFlagged: boolean; isRobot: boolean }> {
      const names = subjectsOf(client).map(({ name }) => name);
      const [isFlagged, isRobot] = await Promise.all([
        isThere(names.map(flaggedKey)),
        isThere(names.map(robotKey)),
      ]);
      return { isFlagged, isRobot };
    },

    async raise(client: Client): Promise<void> {
      const [{ name: narrow } = { name: '' }] = subjectsOf(client);
      flaggedHere.delete(narrow);
      if (flaggedHere.size < MOST_COUNTED) flaggedHere.set(narrow, after(clock.now(), FLAGGED_FOR));
      for (const { name, factor } of subjectsOf(client)) {
        const { count } = await counters.takeTurn(flaggedKey(name), EVERY_FLAG);
        if (count >= factor) await remember(flaggedKey(name));
        if (count >= FLAGS_BEFORE_PROOF * factor) await remember(robotKey(name));
      }
    },

    /** How many there were. */
    async lower(client: Client): Promise<number> {
      let flags = 0;
      for (const { name } of subjectsOf(client)) {
        flaggedHere.delete(name);
        flags = Math.max(flags, await counters.clear(flaggedKey(name)));
        await records.take(flaggedKey(name));
        await records.take(robotKey(name));
      }
      return flags;
    },

    countHere(): number {
      const now = clock.now();
      // In the order in which they run out.
      for (const [name, until] of flaggedHere) {
        if (until > now) break;
        flaggedHere.delete(name);
      }
      return flaggedHere.size;
    },
  };
}

const flaggedKey = (name: string) => `flagged:${name}`;
const robotKey = (name: string) => `robot:${name}`;
