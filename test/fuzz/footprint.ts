import { setTimeout as pause } from 'node:timers/promises';
import { metricsOf, seriesIn } from '#test/support/metrics.ts';
import type { TestService } from '#test/support/service.ts';

/** What a process holds, garbage not counted. */
export interface Footprint {
  residentMiB: number;
  heapMiB: number;
  handles: number;
  /** Every series of the page of metrics, without its value. */
  series: string[];
}

const MIB = 1_024 * 1_024;
/** Connections that were closed just now, and what waits for them, are still going. */
const SETTLING = 1_500;

/** `collect-garbage.ts` has to be loaded into the service. */
export async function footprintOf(service: TestService): Promise<Footprint> {
  await pause(SETTLING);
  service.signal('SIGUSR2');
  await pause(SETTLING);
  const page = await metricsOf(service);
  const read = (name: string) => Number(new RegExp(`^latchkey_${name} (\\S+)$`, 'm').exec(page)?.[1]);
  return {
    residentMiB: read('process_resident_memory_bytes') / MIB,
    heapMiB: read('nodejs_heap_size_used_bytes') / MIB,
    handles: read('nodejs_active_handles_total'),
    series: seriesIn(page).map((line) => line.slice(0, line.lastIndexOf(' '))),
  };
}
