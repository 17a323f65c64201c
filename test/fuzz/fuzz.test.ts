import { after, before, describe, it } from 'node:test';
import { assertLeftNothingBehind, fuzz } from './fuzz.ts';
import { type FuzzStage, openFuzzStage } from './fuzz-stage.ts';

/**
 * The same every time, so that a change alone can make it fail. The build server sends a hundred thousand, and `npm run
 * test:fuzz` looks for what is new.
 */
const REQUESTS = 2_000;
const seed = Number(process.env.FUZZ_SEED ?? 2_050_845_729);

describe('two thousand requests of every kind to every route (D06, X10)', () => {
  let stage: FuzzStage;
  before(async () => {
    stage = await openFuzzStage();
  });
  after(() => stage?.remove());

  it('are answered with less than 500 and all headers, one short log line an event, and leave nothing behind', async () => {
    try {
      assertLeftNothingBehind(await fuzz(stage, { requests: REQUESTS, seed }));
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed} sends the same again`, { cause: error });
    }
  });
});
