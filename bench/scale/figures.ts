import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './ask.ts';

export interface ScaleFigures {
  users: number;
  sessions: number;
  bytesPerSession: number;
  few: Answers;
  many: Answers;
}

const MOST_TIMES_SLOWER = 1.3;
const MOST_BYTES = 450;

export function scaleTable({ users, sessions, bytesPerSession, few, many }: ScaleFigures): string {
  const withoutHash = (answers: Answers) => answers.signIn - answers.hash;
  const ratios: [string, number][] = [
    ['sign-in, hash taken out', withoutHash(many) / withoutHash(few)],
    ['session check', many.sessionCheck / few.sessionCheck],
    ['device list', many.deviceList / few.deviceList],
    ['event list', many.eventList / few.eventList],
  ];
  return [
    `${users} people against ten thousand, times as long (goal: ≤ ${MOST_TIMES_SLOWER} for sign-in)`,
    ...ratios.map(([what, ratio]) => `  ${what.padEnd(26)} ${ratio.toFixed(2)}`),
    `Redis, bytes per session, ${sessions} of them (goal: ≤ ${MOST_BYTES})`,
    `  ${'index included'.padEnd(26)} ${bytesPerSession.toFixed(0)}`,
  ].join('\n');
}

export function keepScale(
  report: ScaleFigures & { startedAt: string; machine: object },
  folder: string,
): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${report.startedAt.slice(0, 19).replaceAll(':', '-')}-scale.json`);
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  return file;
}
