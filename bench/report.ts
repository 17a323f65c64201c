import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GoalResult, judge } from './goals.ts';
import type { describeMachine } from './machine.ts';
import type { Measures } from './measures.ts';

export interface Report {
  startedAt: string;
  tookSeconds: number;
  rounds: number;
  secondsEach: number;
  machine: ReturnType<typeof describeMachine>;
  goals: GoalResult[];
  measures: Measures;
}

export function tableOf(measures: Measures): string {
  const rows = judge(measures).map(({ id, what, goal, median, minimum, maximum, isMet }) => [
    id,
    what,
    goal,
    figure(median),
    `${figure(minimum)} – ${figure(maximum)}`,
    isMet === undefined ? '' : isMet ? 'met' : 'NOT MET',
  ]);
  const head = ['#', 'what', 'goal', 'median', 'least – most', ''];
  return aligned([head, ...rows]);
}

/** The file's path. */
export function keep(report: Report, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${report.startedAt.slice(0, 19).replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  return file;
}

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

function aligned(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
