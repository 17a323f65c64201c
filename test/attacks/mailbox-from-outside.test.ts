import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { send } from '#test/support/send.ts';

const PATHS = ['/dev/mailbox', '/dev/mailbox.json'];
const OURS = { host: 'localhost:8080' };

describe('the local mailbox, read by somebody who is not at this machine (X11)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: { TRUSTED_PROXIES: '127.0.0.1,10.203.114.0/24' } });
  });
  after(() => testApp.close());

  const statuses = async (headers: Record<string, string>, from: string) => {
    const answers = await Promise.all(PATHS.map((path) => send(testApp, path, { headers, from })));
    return new Set(answers.map(({ statusCode }) => statusCode));
  };

  it('is nothing to who comes from the internet and names this machine', async () => {
    for (const from of ['203.0.113.7', '2001:db8::7', '::ffff:203.0.113.7'])
      assert.deepEqual(await statuses(OURS, from), new Set([404]), from);
    const throughProxy = { ...OURS, 'x-forwarded-for': '203.0.113.7' };
    for (const from of ['127.0.0.1', '10.203.114.2'])
      assert.deepEqual(await statuses(throughProxy, from), new Set([404]), from);
  });

  it('is nothing to a rebound page that writes headers of proxies', async () => {
    for (const name of ['x-forwarded-host', 'forwarded', 'x-host', 'x-original-host'])
      assert.deepEqual(
        await statuses({ host: 'evil.example', [name]: 'localhost' }, '127.0.0.1'),
        new Set([404]),
        name,
      );
  });

  it('is there for who works at this machine, in front of a container or a proxy too', async () => {
    assert.deepEqual(await statuses(OURS, '127.0.0.1'), new Set([200]));
    assert.deepEqual(await statuses(OURS, '172.17.0.1'), new Set([200]));
    assert.deepEqual(
      await statuses({ ...OURS, 'x-forwarded-for': '172.18.0.1' }, '10.203.114.2'),
      new Set([200]),
    );
  });
});
