import { openWire, type Wire } from '#test/support/wire.ts';
import { type Comparison, compare } from './statistics.ts';
import type { Subject } from './subjects.ts';
import { anAddress, type TimingStage } from './timing-stage.ts';

/** Loaded, compiled and connected: what comes before is measured and thrown away. */
const WARM_UP = 100;

/**
 * One after the other on one connection, each about an address that was never asked about before, so that no limit
 * knows it. Of each pair chance says which class comes first: what one leaves to be done in the background falls on
 * both alike.
 */
export async function measure(
  { service, insertAccounts }: TimingStage,
  subject: Subject,
  samples: number,
  onProgress: (done: number) => void,
): Promise<Comparison> {
  const known = await insertAccounts(samples + WARM_UP);
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  const wire = await openWire(service.address);
  try {
    for (const [done, email] of known.entries()) {
      const pair = [
        ['known', email],
        ['unknown', anAddress()],
      ] as const;
      for (const [kind, address] of Math.random() < 0.5 ? pair : pair.toReversed()) {
        const time = await timeOf(wire, subject, address);
        if (done >= WARM_UP) times[kind].push(time);
      }
      if (done % 100 === 0) onProgress(done);
    }
  } finally {
    wire.close();
  }
  return compare(times.known, times.unknown);
}

async function timeOf(
  wire: Wire,
  { name, first, measured, status }: Subject,
  email: string,
): Promise<number> {
  if (first) {
    void wire.write(first(email));
    await wire.answer('POST');
  }
  const bytes = Buffer.from(measured(email));
  const startedAt = performance.now();
  void wire.write(bytes);
  const answer = await wire.answer();
  const time = performance.now() - startedAt;
  if (answer?.status !== status) throw new Error(`${name}: ${answer?.status} ${answer?.body}`);
  return time;
}
