#!/usr/bin/env node
// The operators' commands, started by whatever Node there is: hands over to the one that runs the service.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inRoot, pinnedNode } from './setting-up/project.mjs';

if (existsSync(pinnedNode)) {
  const built = inRoot('bundle', 'cli.js');
  const client = existsSync(built) ? built : inRoot('src', 'cli', 'main.ts');
  // In the checkout, like the service: a relative DATA_DIR then names the same folder.
  const { status } = spawnSync(pinnedNode, [client, ...process.argv.slice(2)], {
    cwd: inRoot(),
    stdio: 'inherit',
  });
  process.exitCode = status ?? 130;
} else {
  process.stderr.write('Latchkey is not set up here. Run `npm start` or `bin/setup` once.\n');
  process.exitCode = 3;
}
