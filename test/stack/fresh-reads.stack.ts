import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { aCrowd } from './crowd.ts';
import { findPace } from './find-pace.ts';
import { startLoad } from './load.ts';
import { attachToStack } from './stack.ts';

const stack = attachToStack();
const INSTANCES = ['app#1', 'app#2'];
/** As many as a share can be told from: one request in five reads what decides, session checks do not. */
const REQUESTS = 480;

it('replicas decide nine times in ten while nothing is wrong', { timeout: 300_000 }, async () => {
  const crowd = await aCrowd(stack, 8);
  const perSecond = await findPace(stack, crowd, 30);
  const before = await stack.metric('latchkey_reads_total', ...INSTANCES);
  const load = startLoad(stack, crowd, perSecond, 'quiet@example.org');
  await pause((1_000 * REQUESTS) / perSecond);
  await load.stop();
  assert.deepEqual(load.violations, []);
  const after = await stack.metric('latchkey_reads_total', ...INSTANCES);
  const grown = Object.entries(after).map(
    ([labels, count]) => [labels, count - (before[labels] ?? 0)] as const,
  );
  const all = grown.reduce((sum, [, count]) => sum + count, 0);
  const fresh = grown.find(([labels]) => labels.includes('"fresh"'))?.[1] ?? 0;
  assert.ok(all > 50 && fresh >= 0.9 * all, JSON.stringify(grown));
});
