import type { Checked } from '#flows/check-health/check-health.ts';
import type { Command } from './command.ts';
import { table } from './table.ts';
import { refused } from './terminal.ts';
import { count, toJson } from './words.ts';

/** What is wrong stands out without colours. */
const STATES = { ok: 'ok', warning: 'warning', fault: 'FAULT' };

export const doctor: Command = {
  name: 'doctor',
  summary: 'Checks how the service is set up.',
  options: [],

  async carryOut({ connection, terminal, flags }) {
    const answer = await connection.ask<{ checks: Checked[] }>('/doctor');
    const { checks } = answer;
    // Never cut: what to do stands at the end of a line.
    terminal.show(flags.has('json') ? toJson(answer) : table([{}, {}, {}], checks.map(toLine)));
    const [faults, warnings] = [numberOf(checks, 'fault'), numberOf(checks, 'warning')];
    const summary = `${count(faults, 'fault')}, ${count(warnings, 'warning')}.`;
    if (faults > 0) throw refused(summary);
    if (!flags.has('json')) terminal.show(`\n${summary}\n`);
  },
};

const toLine = (checked: Checked): string[] => [
  STATES[checked.state],
  checked.name,
  checked.state === 'ok' ? checked.seen : `${checked.seen} → ${checked.advice}`,
];

const numberOf = (checks: readonly Checked[], state: Checked['state']): number =>
  checks.filter((checked) => checked.state === state).length;
