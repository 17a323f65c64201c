import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRedisAddress } from './redis-address.ts';

const PLAIN = {
  kind: 'sentinels',
  sentinels: [{ host: 'a', port: 26_379 }],
  name: 'latchkey',
  isEncrypted: false,
  database: 0,
  credentials: {},
  sentinelCredentials: {},
};

describe('the address of Redis', () => {
  it('is that of a server, as ever', () => {
    for (const url of ['redis://localhost', 'rediss://:secret@redis.example.org:6380/2'])
      assert.deepEqual(parseRedisAddress(url), { kind: 'server', url });
  });

  it('is that of Sentinels, with the name of what they watch', () => {
    assert.deepEqual(parseRedisAddress('redis+sentinel://a/latchkey'), PLAIN);
    assert.deepEqual(
      parseRedisAddress('redis+sentinel://a:1,b.example.org,[::1]:3/latchkey/4')?.kind,
      'sentinels',
    );
    assert.deepEqual(parseRedisAddress('redis+sentinel://a:1,b.example.org,[::1]:3/latchkey/4'), {
      ...PLAIN,
      sentinels: [
        { host: 'a', port: 1 },
        { host: 'b.example.org', port: 26_379 },
        { host: '::1', port: 3 },
      ],
      database: 4,
    });
  });

  it('carries what opens the servers, and apart from it what opens the Sentinels', () => {
    assert.deepEqual(
      parseRedisAddress(
        'rediss+sentinel://ada:p%40ss%2Fword@a/latchkey?sentinel_username=eve&sentinel_password=o%26ther',
      ),
      {
        ...PLAIN,
        isEncrypted: true,
        credentials: { username: 'ada', password: 'p@ss/word' },
        sentinelCredentials: { username: 'eve', password: 'o&ther' },
      },
    );
    assert.deepEqual(parseRedisAddress('redis+sentinel://:only@a/latchkey'), {
      ...PLAIN,
      credentials: { password: 'only' },
    });
  });

  const MISTAKES = {
    'another scheme': 'http://localhost',
    'no scheme': 'localhost:6379',
    'no host': 'redis+sentinel:///latchkey',
    'an empty host in between': 'redis+sentinel://a,,b/latchkey',
    'a port that is none': 'redis+sentinel://a:port/latchkey',
    'no name': 'redis+sentinel://a:26379',
    'an empty name': 'redis+sentinel://a:26379/',
    'a database that is no number': 'redis+sentinel://a/latchkey/first',
    'a parameter that is not known': 'redis+sentinel://a/latchkey?sentinelPassword=x',
    'a percent sign that begins nothing': 'redis+sentinel://:50%@a/latchkey',
    'several hosts of a single server': 'redis://a:1,b:2',
  };
  for (const [what, text] of Object.entries(MISTAKES))
    it(`is none: ${what}`, () => assert.equal(parseRedisAddress(text), undefined));
});
