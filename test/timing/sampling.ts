import { openWire, type Wire } from '#test/support/wire.ts';
import { type Comparison, compare, P95_SHARE, shuffled } from './statistics.ts';
import type { Subject } from './subjects.ts';
import { anAddress, type TimingStage } from './timing-stage.ts';

/** Loaded, compiled and connected: what comes before is measured and thrown away. */
const WARM_UP = 100;

/** So many times the samples asked for, at most. */
const MOST = 16;

/**
 * As many samples as asked for, then twice as many, and so on, while chance alone would make the classes differ by more than what
 * counts as alike: when it ends does not depend on how they differ.
 */
export async function measure(
  stage: TimingStage,
  subject: Subject,
  samples: number,
  onProgress: (done: number) => void,
): Promise<Comparison> {
  const times: Times = { known: [], unknown: [] };
  await sample(stage, subject, samples, times, onProgress);
  for (;;) {
    const comparison = compare(times.known, times.unknown);
    const taken = times.known.length;
    if (comparison.p95ByChance < P95_SHARE || taken >= MOST * samples) return comparison;
    await sample(stage, subject, taken, times, onProgress);
  }
}

/**
 * One after the other on one connection, each about an address that was never asked about before, so that no limit
 * knows it. Chance says which class comes next, whichever came before: what one leaves to be done in the background
 * falls on both alike. (Drawn in pairs, the unknown ones came after a known one three times in four, and seemed slower.)
 */
async function sample(
  { service, insertAccounts }: TimingStage,
  subject: Subject,
  count: number,
  times: Times,
  onProgress: (done: number) => void,
): Promise<void> {
  const known = await insertAccounts(count + WARM_UP);
  const asked = [
    ...shuffled([...classed('known', known.slice(count)), ...classed('unknown', addresses(WARM_UP))]),
    ...shuffled([...classed('known', known.slice(0, count)), ...classed('unknown', addresses(count))]),
  ];
  const wire = await openWire(service.address);
  try {
    for (const [done, { kind, email }] of asked.entries()) {
      const time = await timeOf(wire, subject, email);
      if (done >= 2 * WARM_UP) times[kind].push(time);
      if (done % 200 === 0) onProgress(times.known.length);
    }
  } finally {
    wire.close();
  }
}

type Kind = 'known' | 'unknown';
type Times = Record<Kind, number[]>;

const classed = (kind: Kind, emails: readonly string[]) => emails.map((email) => ({ kind, email }));
const addresses = (count: number) => Array.from({ length: count }, anAddress);

async function timeOf(
  wire: Wire,
  { name, first, measured, times = 1, status }: Subject,
  email: string,
): Promise<number> {
  if (first) {
    void wire.write(first(email));
    await wire.answer('POST');
  }
  const bytes = Buffer.from(measured(email));
  const startedAt = performance.now();
  for (let sent = 0; sent < times; sent += 1) {
    void wire.write(bytes);
    const answer = await wire.answer();
    if (answer?.status !== status) throw new Error(`${name}: ${answer?.status} ${answer?.body}`);
  }
  return performance.now() - startedAt;
}
