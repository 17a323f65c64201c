import { after } from 'node:test';
import { atEnd } from './at-end.ts';

// Loaded before every test file: a test process must not live on, with a browser perhaps, when its runner is gone.
const runner = process.ppid;

setInterval(() => {
  if (process.ppid !== runner) process.exit(1);
}, 250).unref();

// Nor when its tests are over and something was left open, as after a set-up that failed half-way. That is a mistake
// to be seen, so it fails; `--test-force-exit` would cut off results that are still on their way to the runner.
after(async () => {
  for (const work of atEnd) await work();
  setTimeout(() => {
    process.stderr.write('The tests are over and something is still open.\n');
    process.exit(1);
  }, 10_000).unref();
});
