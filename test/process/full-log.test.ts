import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { anAccount } from '#test/support/http-client.ts';
import { countedBy } from '#test/support/metrics.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { openWire, requestText } from '#test/support/wire.ts';

/** Each leaves two lines; a megabyte of them may wait for the disk. */
const AT_ONCE = 300;

describe('a log whose disk is full (F10)', () => {
  let service: TestService;
  let full: number;
  before(async () => {
    full = openSync('/dev/full', 'w');
    service = await prepareService({}, { out: full });
  });
  after(async () => {
    await service?.remove();
    closeSync(full);
  });

  it('keeps the service neither from starting nor from serving, and lost lines are counted', async () => {
    await service.start();
    await anAccount(service);
    const wire = await openWire(service.address);
    while ((await countedBy('latchkey_log_lines_dropped_total', service)) === 0) {
      await wire.write(requestText('GET', '/nowhere', {}).repeat(AT_ONCE));
      for (let answered = 0; answered < AT_ONCE; answered += 1)
        assert.equal((await wire.answer())?.status, 404);
    }
    wire.close();
    await anAccount(service);
  });

  it('does not keep the process from ending', async () => {
    assert.equal(await service.end(), 0);
  });
});
