import { setTimeout as pause } from 'node:timers/promises';
import type { Place } from '../../test/support/http-client.ts';
import { gatherAttackers } from './attackers.ts';
import type { Member } from './member.ts';
import { gatherPeople } from './people.ts';

export interface TrafficOptions {
  /** In milliseconds. */
  lasting: number;
  /** Acts a second; each is one to eight requests. */
  rate: number;
  onProgress?: (share: number, done: TrafficReport) => void;
  signal?: AbortSignal;
}

/** How many acts there were; `failed`: the connection broke or no answer came. */
export interface TrafficReport {
  person: number;
  attacker: number;
  failed: number;
}

/** More than this at once is not behaviour but a flood. */
const MOST_UNDER_WAY = 40;

/** People and attackers, each act picked by weight, for so long and no faster. */
export async function drive(place: Place, options: TrafficOptions): Promise<TrafficReport> {
  const { lasting, rate, onProgress = () => {}, signal } = options;
  const { members: people, emails } = await gatherPeople(place);
  const members = [...people, ...gatherAttackers(place, emails)];
  const report: TrafficReport = { person: 0, attacker: 0, failed: 0 };
  const underWay = new Set<Promise<void>>();
  const startedAt = Date.now();

  while (Date.now() - startedAt < lasting && !signal?.aborted) {
    onProgress((Date.now() - startedAt) / lasting, report);
    if (underWay.size < MOST_UNDER_WAY) {
      const act = carryOut(pick(members), report).finally(() => underWay.delete(act));
      underWay.add(act);
    }
    await pause(1_000 / rate);
  }
  await Promise.all(underWay);
  onProgress(1, report);
  return report;
}

async function carryOut({ who, act }: Member, report: TrafficReport): Promise<void> {
  report[who] += 1;
  try {
    await act();
  } catch {
    report.failed += 1;
  }
}

function pick(members: readonly Member[]): Member {
  let left = Math.random() * members.reduce((sum, { weight }) => sum + weight, 0);
  const found = members.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return found ?? (members[0] as Member);
}
