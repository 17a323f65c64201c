import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fault, ok, together, warning } from './finding.ts';

describe('several findings in one line', () => {
  it('are good together, and all are told', () => {
    assert.deepEqual(together([ok('one'), ok('two')]), { state: 'ok', seen: 'one; two' });
  });

  it('are as bad as the worst, and what is good goes unsaid', () => {
    assert.deepEqual(
      together([ok('one'), warning('two', 'Do 2.'), fault('three', 'Do 3.'), warning('four', 'Do 4.')]),
      {
        state: 'fault',
        seen: 'two; three; four',
        advice: 'Do 2. Do 3. Do 4.',
      },
    );
  });
});
