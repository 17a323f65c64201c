import type { AttemptsList, AttemptsOverview } from '#flows/list-attempts/list-attempts.ts';
import { type Call, type Command, show } from './command.ts';
import { table } from './table.ts';
import { misused } from './terminal.ts';
import { count, type Sent, toMinute, toSecond } from './words.ts';

const MOST_GROUPS = 20;
const MOST_LISTED = 50;

export const attempts: Command = {
  name: 'attempts',
  summary: 'Shows who failed to get in lately.',
  options: [
    { name: 'since', value: 'duration', meaning: 'how far to look back: 30m, 24h, 7d (1h)' },
    { name: 'address', value: 'ip or network', meaning: 'only from there, such as 203.0.113.0/24' },
    { name: 'email', value: 'address', meaning: 'only on the account of this address' },
    {
      name: 'limit',
      value: 'number',
      meaning: `rows of each table, at most 1000 (${MOST_GROUPS}; list: ${MOST_LISTED})`,
    },
    { name: 'list', meaning: 'one by one, the newest first' },
  ],

  async carryOut(call) {
    const { connection, terminal, texts, flags } = call;
    const isList = flags.has('list');
    const limit = limitIn(texts.limit) ?? (isList ? MOST_LISTED : MOST_GROUPS);
    const wish = { since: texts.since ?? '1h', address: texts.address, email: texts.email, limit };
    if (isList) {
      const answer = await connection.ask<Sent<AttemptsList>>('/attempts/list', wish);
      show(call, answer, () => listed(answer, limit, terminal));
    } else {
      const answer = await connection.ask<Sent<AttemptsOverview>>('/attempts', wish);
      show(call, answer, () => grouped(answer, limit, terminal));
    }
  },
};

function limitIn(text: string | undefined): number | undefined {
  if (text !== undefined && !/^\d{1,6}$/.test(text)) throw misused('limit: Use a whole number.');
  return text === undefined ? undefined : Number(text);
}

const UNKNOWN = 'unknown address';
const number = { isNumber: true };

function grouped(answer: Sent<AttemptsOverview>, limit: number, { width }: Call['terminal']): string {
  const { since, attempts: total, byClient, byAccount } = answer;
  if (total === 0) return noneSince(since);
  const columns = [{ least: 23 }, number, number, {}, {}];
  const stretch = (row: { firstAt: string; lastAt: string }) => [toMinute(row.firstAt), toMinute(row.lastAt)];
  const times = ['FIRST (UTC)', 'LAST (UTC)'];
  const clients = byClient.map((row) => [
    row.client ?? '-',
    String(row.attempts),
    String(row.accounts),
    ...stretch(row),
  ]);
  const accounts = byAccount.map((row) => [
    row.email ?? UNKNOWN,
    String(row.attempts),
    String(row.clients),
    ...stretch(row),
  ]);
  const isCut = clients.length === limit || accounts.length === limit;
  return [
    `${count(total, 'failed attempt')} since ${toSecond(since)} UTC\n`,
    table(columns, [['CLIENT', 'ATTEMPTS', 'ACCOUNTS', ...times], ...clients], width),
    table(columns, [['ACCOUNT', 'ATTEMPTS', 'CLIENTS', ...times], ...accounts], width),
    ...(isCut ? [`At most ${limit} rows of each; --limit shows more.\n`] : []),
  ].join('\n');
}

const noneSince = (since: string): string => `No failed attempts since ${toSecond(since)} UTC.\n`;

function listed(
  { since, attempts: rows }: Sent<AttemptsList>,
  limit: number,
  { width }: Call['terminal'],
): string {
  if (rows.length === 0) return noneSince(since);
  const lines = rows.map(({ occurredAt, type, email, ip, device }) => [
    toSecond(occurredAt),
    type.replace('_rejected', ''),
    ip ?? '-',
    email ?? UNKNOWN,
    device ?? '-',
  ]);
  const header = ['TIME (UTC)', 'REJECTED', 'CLIENT', 'ACCOUNT', 'DEVICE'];
  const columns = [{}, {}, { least: 15 }, { least: 15 }, { least: 8 }];
  const end = rows.length === limit ? `\nThe newest ${limit}; --limit shows more.\n` : '';
  return `${table(columns, [header, ...lines], width)}${end}`;
}
