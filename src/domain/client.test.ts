import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Client, networksOf, parseClient } from './client.ts';

const ipOf = (text: string) => parseClient(text, undefined)?.ip;
const networks = (ip: string) => networksOf(parseClient(ip, undefined) as Client);

describe('a client’s address', () => {
  it('has one spelling, whichever was sent', () => {
    const spellings = {
      '2001:db8::1': [
        '2001:db8::1',
        '2001:0DB8:0:0:0:0:0:1',
        '2001:db8:0000::0001',
        '2001:DB8::0.0.0.1',
        '2001:db8::1%eth0',
      ],
      '192.0.2.7': ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:C000:0207', '0:0:0:0:0:ffff:c000:207'],
      '::1': ['::1', '0:0:0:0:0:0:0:1'],
    };
    for (const [canonical, texts] of Object.entries(spellings))
      for (const text of texts) assert.equal(ipOf(text), canonical, text);
  });

  it('is an address or nothing', () => {
    for (const text of [
      '',
      ' ',
      'localhost',
      'unknown',
      '_hidden',
      '192.0.2',
      '192.0.2.256',
      '192.0.2.7:80',
      '2001:db8::1::2',
      '[::1]',
      '192.0.2.7, 192.0.2.8',
      '%eth0',
    ])
      assert.equal(ipOf(text), undefined, text);
  });

  it('counts alone in IPv4, by /64 and by /48 in IPv6', () => {
    assert.deepEqual(networks('192.0.2.7'), { narrow: '192.0.2.7' });
    assert.deepEqual(networks('::ffff:192.0.2.7'), { narrow: '192.0.2.7' });
    assert.deepEqual(networks('2001:db8:1:2:3:4:5:6'), {
      narrow: '2001:db8:1:2::/64',
      wide: '2001:db8:1::/48',
    });
    assert.deepEqual(networks('2001:db8:1:2:ffff::'), networks('2001:db8:1:2::1'));
    assert.notEqual(networks('2001:db8:1:3::1').narrow, networks('2001:db8:1:2::1').narrow);
    assert.equal(networks('2001:db8:1:3::1').wide, networks('2001:db8:1:2::1').wide);
    assert.notEqual(networks('2001:db8:2:2::1').wide, networks('2001:db8:1:2::1').wide);
  });
});

describe('a client’s browser', () => {
  const agentOf = (text: string | undefined) => parseClient('192.0.2.7', text)?.userAgent;

  it('is kept short and without what does not print', () => {
    assert.equal(agentOf(undefined), '');
    assert.equal(agentOf('a\r\nb\0c\u001b[31md\u202ee'), 'abc[31mde');
    assert.equal(agentOf('x'.repeat(5_000))?.length, 400);
  });
});
