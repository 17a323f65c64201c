import type { Removal } from './removal.ts';

const STALE = 'test/attacks/stale-reads.test.ts';
const CAUSAL = 'src/platform/database/causal-reads.test.ts';
const READS = 'src/platform/database/causal-reads.ts';

export const REPLICAS: Removal[] = [
  {
    rows: ['C01'],
    without: 'believes a replica without a proof',
    file: READS,
    text: 'if (!(await hasReached(tx, position, ours))) throw new NotFresh();',
    instead: 'await hasReached(tx, position, ours);',
    fails: [
      `${STALE} › accepts no changed password, with replay paused on …`,
      `${STALE} › asks for a second factor that was turned on a moment ago`,
    ],
  },
  {
    rows: ['C01'],
    without: 'lets replicas decide whose marks are gone',
    file: READS,
    text: 'if (!floor || floor.epoch !== (await marks.epoch())) return undefined;',
    instead: 'if (!floor) return { timeline: 1, bytes: 0 };',
    fails: [
      `${STALE} › decides nothing when the marks are gone`,
      `${STALE} › decides nothing by the marks of an old snapshot`,
    ],
  },
  {
    rows: ['C01'],
    without: 'lets replicas decide while nobody keeps the floor',
    file: READS,
    text: 'if (between(floor.raisedAt, now) > OLDEST_FLOOR || floor.raisedAt > now) return undefined;',
    instead: '',
    fails: [
      `${STALE} › decides nothing while nobody keeps the floor`,
      `${CAUSAL} › come from the primary while the floor was raised in the future: the store has another clock now`,
    ],
  },
  {
    rows: ['C01'],
    without: 'forgets a change of which nobody knows how it ended',
    file: READS,
    text: 'if (!mayBeCommitted || isRolledBack(error)) await marks.unpin(person, pin);',
    instead: 'if (!mayBeCommitted || isRolledBack(error) || error) await marks.unpin(person, pin);',
    fails: [
      `${CAUSAL} › come from the primary when nobody knows how a change ended`,
      `${CAUSAL} › come from the primary after any failure of COMMIT that is no clear answer, until a floor is well above it`,
    ],
  },
  {
    rows: ['C01'],
    without: 'believes a replica that follows the former primary',
    file: READS,
    text: 'AND (pg_control_checkpoint()).timeline_id = ${timeline}::int\n',
    instead: 'AND ${timeline}::int > 0\n',
    fails: [
      `${CAUSAL} › come from no replica that follows the former primary, though it received more than the new one had`,
    ],
  },
  {
    rows: ['C03', 'M12'],
    without: 'marks nobody who changed something',
    file: READS,
    text: 'await marks.settle(person, pin, await currentPosition(primary));',
    instead: 'await marks.unpin(person, pin);',
    fails: [
      `${STALE} › lets somebody in who signed up a moment ago (C03)`,
      `${STALE} › shows people what they just did, with replay paused (C03)`,
      `${STALE} › takes no code of a second factor that was turned off a moment ago (M12)`,
    ],
  },
];
