import type { ParseArgsOptionDescriptor } from 'node:util';
import type { Connection } from './connection.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';
import { toJson } from './words.ts';

/** One command: what `--help` says of it, and what it does. */
export interface Command {
  /** One word or two. */
  name: string;
  /** What it is about; `undefined`: nothing in particular. */
  subject?: { name: string; meaning: string };
  summary: string;
  /** Beside those of every command. */
  options?: readonly Option[];
  /** An answer's way to people; `--json` shows it as it is. */
  carryOut(call: Call): Promise<void>;
}

export interface Option {
  name: string;
  /** What it is given; `undefined`: it is there or not. */
  value?: string;
  meaning: string;
}

export interface Call {
  connection: Connection;
  terminal: Terminal;
  subject: string;
  texts: Readonly<Record<string, string | undefined>>;
  flags: ReadonlySet<string>;
}

const SHARED: readonly Option[] = [
  { name: 'json', meaning: 'the answer as JSON, for programs' },
  { name: 'help', meaning: 'this text' },
];

const optionsOf = ({ options = [] }: Command): readonly Option[] => [...options, ...SHARED];

/** For `parseArgs`. */
export function descriptorsOf(command: Command): Record<string, ParseArgsOptionDescriptor> {
  return Object.fromEntries(
    optionsOf(command).map(({ name, value }) => [name, { type: value ? 'string' : 'boolean' }]),
  );
}

export function usageOf({ name, subject }: Command): string {
  return subject ? `${name} <${subject.name}>` : name;
}

export function helpFor(command: Command): string {
  const { subject, summary } = command;
  const options = optionsOf(command).map(({ name, value, meaning }) => [
    value ? `--${name} <${value}>` : `--${name}`,
    meaning,
  ]);
  return [
    `Usage: latchkey ${usageOf(command)} [options]\n`,
    `${summary}\n`,
    inColumns([...(subject ? [[`<${subject.name}>`, subject.meaning]] : []), ...options]),
  ].join('\n');
}

export function overviewOf(commands: readonly Command[]): string {
  return [
    'Usage: latchkey <command> [options]\n',
    'Asks the running service. `latchkey <command> --help` says more.\n',
    inColumns(commands.map((command) => [usageOf(command), command.summary])),
  ].join('\n');
}

/** For programs as JSON, for people in words. */
export function show({ terminal, flags }: Call, answer: unknown, inWords: () => string): void {
  terminal.show(flags.has('json') ? toJson(answer) : inWords());
}

const inColumns = (lines: readonly string[][]): string =>
  table(
    [{}, {}],
    lines.map(([one = '', other = '']) => [`  ${one}`, other]),
  );
