// Does the time of an answer tell who has an account? `npm run test:timing -- --samples 200 --only sign-in --load quiet`.
// Prints rows in Markdown. Fails when one pair of classes differs. Wants a machine that does nothing else.
import { parseArgs } from 'node:util';
import { provideServers } from '../test/support/servers.ts';
import { keepBusy } from '../test/timing/busy-child.ts';
import { measure } from '../test/timing/sampling.ts';
import type { Comparison } from '../test/timing/statistics.ts';
import { SUBJECTS } from '../test/timing/subjects.ts';
import { openTimingStage, type TimingStage } from '../test/timing/timing-stage.ts';

const LOADS = ['quiet', 'busy'];
const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '2600' },
    only: { type: 'string', default: '' },
    load: { type: 'string', default: '' },
  },
});
const samples = Number(values.samples);
const subjects = SUBJECTS.filter(({ name }) => name.includes(values.only));
const loads = LOADS.filter((load) => load.includes(values.load));
const rows = [
  '| request | machine | samples | known, ms | unknown, ms | Δ median, ms | Δ p95 (by chance up to) | AUC | alike |',
  '|---|---|---|---|---|---|---|---|---|',
];

const stopServers = await provideServers(console.log);
const stage = await openTimingStage();
try {
  for (const load of loads) await measureAll(stage, load);
} finally {
  await stage.remove();
  await stopServers();
}
console.log(`\n${rows.join('\n')}`);

async function measureAll(on: TimingStage, load: string): Promise<void> {
  const stopBusy = load === 'busy' ? keepBusy() : () => {};
  try {
    for (const subject of subjects) {
      const comparison = await measure(on, subject, samples, (done) =>
        console.log(`${load}: ${subject.name}, ${done} of ${samples} or more`),
      );
      rows.push(rowOf(subject.name, load, comparison));
      console.log(rows.at(-1));
      if (!comparison.isAlike) process.exitCode = 1;
    }
  } finally {
    stopBusy();
  }
}

function rowOf(name: string, load: string, { medians, ...rest }: Comparison): string {
  const machine = load === 'busy' ? 'half a processor busy' : 'quiet';
  const [known, unknown] = medians.map((time) => time.toFixed(2));
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const cells = [
    ...[name, machine, rest.samples, known, unknown, rest.medianDifference.toFixed(2)],
    ...[`${percent(rest.p95Difference)} (${percent(rest.p95ByChance)})`, rest.auc.toFixed(3)],
    rest.isAlike ? 'yes' : '**no**',
  ];
  return `| ${cells.join(' | ')} |`;
}
