import { enableCompileCache } from 'node:module';
import { createInterface } from 'node:readline/promises';

// Before the rest is loaded: a command is short, and most of it would be compiling.
enableCompileCache();
const { run } = await import('./cli.ts');

// Whoever reads may have seen enough, as `head` does.
process.stdout.on('error', () => process.exit());

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  show: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  width: process.stdout.isTTY ? process.stdout.columns : undefined,
  ask: process.stdin.isTTY ? ask : undefined,
});

/** On the error output: what goes into a file or a pipe stays clean. Ctrl-C and Ctrl-D answer nothing. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } catch {
    process.stderr.write('\n');
    return '';
  } finally {
    terminal.close();
  }
}
