import type { Clock } from '#platform/clock.ts';
import { type Check, type Finding, fault, ok, together, warning } from '../finding.ts';

export interface ClocksDeps {
  clock: Clock;
  /** By the name of the server. */
  times: Readonly<Record<string, () => Promise<Date>>>;
}

const NOTICED = 5;
/** A step of an authenticator app: codes of one more or less are taken, of two are not. */
const TOO_FAR = 30;

export function checkClocks({ clock, times }: ClocksDeps): Check {
  const compare = async (server: string, read: () => Promise<Date>): Promise<Finding> => {
    const asked = clock.now().getTime();
    const theirs = (await read()).getTime();
    const answered = clock.now().getTime();
    // Read at some moment between the two: the doubt is not counted as a difference.
    const ahead = (theirs - (asked + answered) / 2) / 1_000;
    return judge(server, ahead, Math.max(0, Math.abs(ahead) - (answered - asked) / 2_000));
  };

  return {
    name: 'clocks',
    run: async () =>
      together(await Promise.all(Object.entries(times).map(([name, read]) => compare(name, read)))),
  };
}

function judge(server: string, ahead: number, apart: number): Finding {
  const seen = `${server} is ${Math.abs(ahead).toFixed(1)} s ${ahead < 0 ? 'behind' : 'ahead'}`;
  if (apart <= NOTICED) return ok(seen);
  const advice = 'Synchronise the clocks of all machines (chrony, systemd-timesyncd).';
  if (apart <= TOO_FAR) return warning(seen, advice);
  return fault(
    `${seen}: links and waits end at the wrong time, and codes of apps fail where this clock is wrong`,
    advice,
  );
}
