import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..', '..');

describe('the bench', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-smoke-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('measures session checks beside their floor, prints a table and keeps the figures', async () => {
    const args = ['bench/bench.ts', '--smoke', '--only', 'session', '--out', folder];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    const [code] = await once(child, 'close');
    assert.equal(code, 0, output);
    assert.match(output, /session check \/ floor, throughput/);

    const [file = ''] = readdirSync(folder);
    const { goals, measures, machine } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    for (const name of ['floor', 'session', 'session, logging', 'forward-auth'])
      assert.ok(measures[name][0].perSecond > 0, name);
    assert.ok(goals.length > 0 && machine.cores > 0);
  });
});
