import type { Clock } from '#platform/clock.ts';
import { between } from '#platform/duration.ts';
import type { Reading } from '#platform/meters.ts';
import { CHARTS, type LinePlan, measure } from './charts.ts';

export interface ShowMetricsDeps {
  readMetrics: () => Promise<Reading[]>;
  clock: Clock;
}

export interface ShownLine {
  label: string;
  /** From the oldest to the newest; `undefined` where there was nothing to tell. */
  points: (number | undefined)[];
  now: number | undefined;
  /** Since the process started; of what is counted alone. */
  total: number | undefined;
}

export interface ShownChart {
  id: string;
  title: string;
  unit: string;
  lines: ShownLine[];
}

interface Sample {
  at: Date;
  /** In the order of charts, lines and what each measures. */
  measured: number[][][];
}

/** With one every two seconds: five minutes. */
const KEPT = 150;
/** A rate over so many samples: over one alone a single event is a spike. */
const SMOOTHED_OVER = 5;

/** What this process counted lately, kept in its memory: for a page that needs no other program. */
export function createShowMetrics({ readMetrics, clock }: ShowMetricsDeps) {
  const samples: Sample[] = [];

  return {
    /** To be called every two seconds. */
    async sample(): Promise<void> {
      const readings = await readMetrics();
      const measured = CHARTS.map(({ lines }) => lines.map((line) => measure(line, readings)));
      samples.push({ at: clock.now(), measured });
      if (samples.length > KEPT) samples.shift();
    },

    look: (): ShownChart[] =>
      CHARTS.map(({ lines, ...chart }, chartIndex) => ({
        ...chart,
        lines: lines.map((line, lineIndex) =>
          shown(
            line,
            samples.map(({ at, measured }) => ({ at, values: measured[chartIndex]?.[lineIndex] ?? [] })),
          ),
        ),
      })),
  };
}

export type ShowMetrics = ReturnType<typeof createShowMetrics>;

interface Measured {
  at: Date;
  values: number[];
}

function shown(plan: LinePlan, history: Measured[]): ShownLine {
  const points = history.map((newer, index) => pointOf(plan, history[index - SMOOTHED_OVER], newer));
  const total = plan.kind === 'rate' ? history.at(-1)?.values[0] : undefined;
  return { label: plan.label, points, now: points.at(-1), total };
}

function pointOf(plan: LinePlan, older: Measured | undefined, newer: Measured): number | undefined {
  const [value = 0, count = 0] = newer.values;
  if (plan.kind === 'level') return value * plan.scale;
  if (!older) return undefined;
  const [valueBefore = 0, countBefore = 0] = older.values;
  if (plan.kind === 'mean') {
    const observed = count - countBefore;
    return observed > 0 ? (plan.scale * (value - valueBefore)) / observed : undefined;
  }
  const passed = between(older.at, newer.at) / MINUTE;
  return passed > 0 ? (value - valueBefore) / passed : undefined;
}

const MINUTE = 60_000;
