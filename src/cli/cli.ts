import { parseArgs } from 'node:util';
import { attempts } from './attempts.ts';
import { type Call, type Command, descriptorsOf, helpFor, overviewOf, usageOf } from './command.ts';
import { connect } from './connection.ts';
import { doctor } from './doctor.ts';
import { CommandFailed, EXIT_OK, misused, type Terminal } from './terminal.ts';
import { unban } from './unban.ts';
import { disable, enable, endSessions, find, removeSecondFactor } from './users.ts';

const COMMANDS: readonly Command[] = [
  attempts,
  unban,
  find,
  disable,
  enable,
  endSessions,
  removeSecondFactor,
  doctor,
];

/** Carries one command out and returns the exit code; everything that goes wrong is one sentence. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await dispatch(args, terminal);
    return EXIT_OK;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    terminal.complain(`${error.message}\n`);
    return error.exitCode;
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<void> {
  if (args.length === 0 || args[0] === 'help') throw misused(overviewOf(COMMANDS).trimEnd());
  if (args[0] === '--help' || args[0] === '-h') return terminal.show(overviewOf(COMMANDS));
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  if (!command) {
    const isGroup = COMMANDS.some(({ name }) => name.startsWith(`${args[0]} `));
    if (isGroup && args.includes('--help')) return terminal.show(overviewOf(COMMANDS));
    const hint = isGroup ? `${args[0]} needs one of its commands` : `There is no command ${args[0]}`;
    throw misused(`${hint}.\n\n${overviewOf(COMMANDS).trimEnd()}`);
  }

  const call = parse(command, args.slice(command.name.split(' ').length));
  if (call.flags.has('help')) return terminal.show(helpFor(command));
  if (command.subject && !call.subject) throw misused(`Usage: latchkey ${usageOf(command)} (see --help)`);
  await command.carryOut({ ...call, terminal, connection: connect(terminal.environment) });
}

function parse(command: Command, args: string[]): Pick<Call, 'subject' | 'texts' | 'flags'> {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: descriptorsOf(command),
      allowPositionals: true,
    });
    if (positionals.length > (command.subject ? 1 : 0)) {
      throw new Error(`${positionals.at(-1)} is one too many.`);
    }
    const given = Object.entries(values);
    return {
      subject: positionals[0] ?? '',
      texts: Object.fromEntries(
        given.filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
      ),
      flags: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
    };
  } catch (error) {
    // Node's first sentence says what is wrong; the others are advice about dashes.
    const [reason] = (error as Error).message.split(/(?<=\.) /);
    throw misused(`${reason} Usage: latchkey ${usageOf(command)} (see --help)`);
  }
}
