import type { FoundUser, FoundUsers } from '#flows/find-users/find-users.ts';
import { type Call, type Command, show } from './command.ts';
import { printable, table } from './table.ts';
import { misused, refused } from './terminal.ts';
import { count, type Sent, toMinute } from './words.ts';

export const find: Command = {
  name: 'users find',
  subject: { name: 'text', meaning: 'an id, an email address or a part of one' },
  summary: 'Shows users, at most 50.',

  async carryOut(call) {
    const { connection, terminal, subject } = call;
    const answer = await connection.ask<Sent<FoundUsers>>('/users/find', { text: subject });
    const isNone = answer.users.length === 0;
    show(call, answer, () => (isNone ? '' : found(answer, terminal.width)));
    if (isNone) throw refused(`No user has ${subject} in the address or as id.`);
  },
};

/** Two lines each: an id, which is there to be copied, is too long for one. */
function found({ users, hasMore }: Sent<FoundUsers>, width: number | undefined): string {
  const header = [
    ['ADDRESS', 'NAME', 'STATE', 'SECOND FACTOR'],
    ['  ID', 'CREATED', 'SESSIONS', 'LAST SEEN (UTC)'],
  ];
  const lines = users.flatMap((user) => [
    [
      user.email,
      `${user.firstName} ${user.lastName}`,
      user.disabledAt ? 'disabled' : 'active',
      user.secondFactor ? 'on' : 'off',
    ],
    [
      `  ${user.id}`,
      user.createdAt.slice(0, 10),
      String(user.sessions),
      user.lastSeenAt ? toMinute(user.lastSeenAt) : '-',
    ],
  ]);
  const columns = [{ least: 38 }, { least: 10 }, {}, {}];
  const end = hasMore ? '\nThere are more; give a longer part of the address.\n' : '';
  return `${table(columns, [...header, ...lines], width)}${end}`;
}

interface Managed {
  changed: boolean;
  user: { id: string; email: string };
  sessionsEnded: number;
}

interface Words {
  name: string;
  summary: string;
  question: (who: string) => string;
  done: string;
  /** Said of somebody of whom it is so already. */
  already: string;
}

function managing({ name, summary, question, done, already }: Words): Command {
  return {
    name: `users ${name}`,
    subject: { name: 'user', meaning: 'an email address or an id' },
    summary,
    options: [{ name: 'yes', meaning: 'do not ask; needed where there is no terminal' }],

    async carryOut(call) {
      await confirm(call, question);
      const answer = await call.connection.ask<Managed>(`/users/${name}`, { user: call.subject });
      const { changed, sessionsEnded } = answer;
      const email = printable(answer.user.email);
      show(call, answer, () =>
        changed
          ? `${done} ${email}: ${count(sessionsEnded, 'session')} ended, the person is told by mail.\n`
          : `${email} ${already} already; nothing was changed.\n`,
      );
    },
  };
}

async function confirm(
  { connection, terminal, subject, flags }: Call,
  question: Words['question'],
): Promise<void> {
  if (flags.has('yes')) return;
  if (!terminal.ask) throw misused('Add --yes: there is no terminal on which to ask.');
  // A part of an address finds people too, and must not be what is confirmed.
  if (!/@|^[\da-f-]{36}$/i.test(subject)) throw misused('user: Use the email address or the id of a user.');
  const { users } = await connection.ask<Sent<FoundUsers>>('/users/find', { text: subject });
  if (users.length === 0) throw refused('Nobody has this address or id.');
  const named = users.find((user) => isNamed(user, subject.trim().toLowerCase()));
  const who = named ? `${named.email} (${named.firstName} ${named.lastName})` : subject;
  const answer = await terminal.ask(`${question(printable(who))} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw refused('Nothing was changed.');
}

const isNamed = ({ id, email }: Sent<FoundUser>, name: string) => id === name || email.toLowerCase() === name;

export const disable = managing({
  name: 'disable',
  summary: 'Signs somebody out and keeps them out.',
  question: (who) => `Disable ${who} and end all sessions?`,
  done: 'Disabled',
  already: 'is disabled',
});
export const enable = managing({
  name: 'enable',
  summary: 'Lets somebody in again who was disabled.',
  question: (who) => `Enable ${who}?`,
  done: 'Enabled',
  already: 'is enabled',
});
export const endSessions = managing({
  name: 'end-sessions',
  summary: 'Signs somebody out everywhere.',
  question: (who) => `End all sessions of ${who}?`,
  done: 'Signed out',
  already: 'is signed out',
});
export const removeSecondFactor = managing({
  name: 'remove-second-factor',
  summary: 'Removes the app and the recovery codes.',
  question: (who) => `Remove the second factor of ${who}? The password alone will let in.`,
  done: 'Second factor removed from',
  already: 'has no second factor',
});
