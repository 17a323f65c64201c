import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { find, findPrograms } from '../test/support/servers/programs.ts';

/** What the figures were measured on. Nothing here names the machine. */
export function describeMachine() {
  const programs = findPrograms();
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    postgres: programs.postgres ? versionOf(join(programs.postgres, 'postgres')) : 'in a container',
    redis: programs.redis ? versionOf(programs.redis) : 'in a container',
    wrk: versionOf(find('wrk')),
    /** Before the first measurement: what else the machine was doing. */
    loadBefore: loadavg().map((load) => Number(load.toFixed(2))),
  };
}

function versionOf(program: string | undefined): string {
  if (!program) return 'not there';
  try {
    return (
      /\d+(\.\d+)+/.exec(execFileSync(program, ['--version'], { encoding: 'utf8', stdio: 'pipe' }))?.[0] ?? ''
    );
  } catch (error) {
    // wrk prints its version and exits with 1.
    return /\d+(\.\d+)+/.exec(String((error as { stdout?: string }).stdout))?.[0] ?? 'unknown';
  }
}
