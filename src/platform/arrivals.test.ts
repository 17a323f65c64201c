import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createArrivals } from './arrivals.ts';

describe('what arrives', () => {
  it('is counted by what was told of it and what was believed', () => {
    const arrivals = createArrivals();
    arrivals.note({});
    arrivals.note({ forwarded: { ip: '203.0.113.2', told: 1, believed: 1 } });
    arrivals.note({ forwarded: { ip: '203.0.113.2', told: 2, believed: 2 } });
    arrivals.note({ forwarded: { ip: '203.0.113.3', told: 1, believed: 0 } });
    for (const ip of ['10.0.0.3', '10.0.0.3', '127.0.0.1', '::1', 'fd00::1'])
      arrivals.note({ forwarded: { ip, told: 2, believed: 1 } });
    assert.deepEqual(arrivals.soFar(), {
      total: 9,
      proxied: 2,
      doubted: new Map([
        ['10.0.0.3', 2],
        ['127.0.0.1', 1],
        ['::1', 1],
        ['fd00::1', 1],
      ]),
      doubtedElsewhere: 1,
      clients: new Set(['203.0.113.2']),
      otherOrigins: new Map(),
    });
  });

  it('fills no memory, whatever strangers send', () => {
    const arrivals = createArrivals();
    for (let n = 0; n < 5_000; n += 1) {
      const ip = `10.1.${n >> 8}.${n & 255}`;
      arrivals.note({ forwarded: { ip, told: 1, believed: 0 }, otherOrigin: `https://${n}.example` });
      arrivals.note({ forwarded: { ip, told: 1, believed: 1 } });
    }
    const { total, doubted, clients, otherOrigins } = arrivals.soFar();
    assert.deepEqual([total, doubted.size, clients.size, otherOrigins.size], [10_000, 20, 20, 20]);
  });
});
