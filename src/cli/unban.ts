import type { LiftedLimit } from '#flows/lift-waits/lift-waits.ts';
import { type Command, show } from './command.ts';
import { table } from './table.ts';
import { refused } from './terminal.ts';

export const unban: Command = {
  name: 'unban',
  subject: { name: 'address', meaning: 'an IP address, as `attempts` shows it, or an email address' },
  summary: 'Lets a client or an account try again.',

  async carryOut(call) {
    const { connection, terminal, subject } = call;
    const answer = await connection.ask<{ lifted: LiftedLimit[] }>('/unban', { address: subject });
    const lines = answer.lifted.map(({ limit, tries }) => [limit, String(tries)]);
    const limits = table([{}, { isNumber: true }], [['LIMIT', 'TRIES'], ...lines], terminal.width);
    const isNone = lines.length === 0;
    show(call, answer, () => (isNone ? '' : `Forgotten for ${subject}:\n\n${limits}`));
    if (isNone) throw refused(`Nothing is counted against ${subject}.`);
  },
};
