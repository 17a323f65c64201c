// The fuzzer of the tests at length: `npm run test:fuzz -- --requests 100000 --seed 1`. Ends with the figures as a table.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { assertLeftNothingBehind, type FuzzReport, fuzz } from '../test/fuzz/fuzz.ts';
import { openFuzzStage } from '../test/fuzz/fuzz-stage.ts';
import { provideServers } from '../test/support/servers.ts';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const requests = Number(values.requests);
const seed = Number(values.seed ?? randomInt(2 ** 31));

const stopServers = await provideServers(console.log);
console.log(`${requests} requests, seed ${seed}`);
const stage = await openFuzzStage();
try {
  const report = await fuzz(stage, {
    requests,
    seed,
    onProgress: (sent) => console.log(`${sent} sent (${Math.floor((100 * sent) / requests)} %)`),
  });
  console.log(figuresOf(report));
  assertLeftNothingBehind(report);
} catch (error) {
  console.error(error);
  console.error(`Failed; --seed ${seed} sends the same again.`);
  process.exitCode = 1;
} finally {
  await stage.remove();
  await stopServers();
}

function figuresOf({ requests: sent, seconds, statuses, early, late }: FuzzReport): string {
  const row = (name: string, before: number, after: number) =>
    `| ${name} | ${before.toFixed(0)} | ${after.toFixed(0)} |`;
  const counts = Object.entries(statuses).map(([status, count]) => `| ${status} | ${count} |`);
  return [
    `\n${sent} requests in ${seconds.toFixed(0)} s\n`,
    '| of the process | after a fifth | at the end |\n|---|---|---|',
    row('resident memory, MiB', early.residentMiB, late.residentMiB),
    row('heap in use, MiB', early.heapMiB, late.heapMiB),
    row('open handles', early.handles, late.handles),
    row('series in `/metrics`', early.series.length, late.series.length),
    '\n| answer | times |\n|---|---|',
    ...counts,
  ].join('\n');
}
