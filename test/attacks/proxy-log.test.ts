import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Edge, startEdge } from '#test/support/edge.ts';
import { freePorts } from '#test/support/service.ts';

const TOKEN = 'planted-token-of-a-mailed-link';

describe('reading mailed tokens in the log of Nginx, where what goes wrong is told with its address', () => {
  let edge: Edge;
  before(async () => {
    const [port = 0, nobody = 0] = await freePorts(2);
    edge = await startEdge(port, nobody);
  });
  after(() => edge?.remove());

  const ask = (path: string) =>
    fetch(`${edge.url}${path}`).then(async (answer) => {
      await answer.text();
      return answer.status;
    });

  it('finds none while no instance answers (D07)', async () => {
    assert.equal(await ask(`/reset-password?token=${TOKEN}`), 503);
    assert.equal(await ask(`/verify-email?token=${TOKEN}`), 503);
    const holding = edge
      .errors()
      .split('\n')
      .filter((line) => line.includes(TOKEN));
    assert.deepEqual(holding.slice(0, 3), []);
  });
});
