import { spawn } from 'node:child_process';

/** Works for half of every 50 ms, and ends with its parent, whose end of the pipe it waits for. */
const WORK = `
  process.stdin.on('end', () => process.exit()).resume();
  setInterval(() => { for (const until = Date.now() + 25; Date.now() < until; ); }, 50);
`;

/** Keeps half a processor busy until it is told to end. */
export function keepBusy(): () => void {
  const child = spawn(process.execPath, ['-e', WORK], { stdio: ['pipe', 'ignore', 'ignore'] });
  return () => void child.kill();
}
