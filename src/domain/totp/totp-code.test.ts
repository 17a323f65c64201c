import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchingStep, otpauthUri, SECRET_BYTES, toBase32 } from './totp-code.ts';

const SECRET = Buffer.from('12345678901234567890');
/** RFC 6238, appendix B, SHA-1: seconds and the eight digits, of which six are used. */
const RFC_6238 = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
] as const;

describe('a TOTP code', () => {
  for (const [time, digits] of RFC_6238) {
    it(`is that of RFC 6238 at ${time} s`, () => {
      const step = matchingStep(SECRET, digits.slice(-6), new Date(time * 1_000));
      assert.equal(step, Math.floor(time / 30));
    });
  }

  it('is accepted one step either side and tells its own step', () => {
    const step = Math.floor(1234567890 / 30);
    const at = (offset: number) =>
      matchingStep(SECRET, '005924', new Date((step + offset) * 30_000 + 15_000));
    assert.deepEqual([-3, -2, -1, 0, 1, 2, 3].map(at), [
      undefined,
      undefined,
      step,
      step,
      step,
      undefined,
      undefined,
    ]);
  });

  it('is six ASCII digits and nothing that only counts as the same number', () => {
    const now = new Date(1234567890_000);
    const lookalikes = [
      '5924',
      '05924',
      '0005924',
      '005924 ',
      ' 005924',
      '00 5924',
      '+05924',
      '5924.0',
      '5.924e3',
    ];
    for (const code of [
      ...lookalikes,
      '0x1724',
      '００５９２４',
      '٠٠٥٩٢٤',
      '',
      '005924\0',
      '005924,005925',
      'abcdef',
    ])
      assert.equal(matchingStep(SECRET, code, now), undefined, JSON.stringify(code));
  });

  it('belongs to its secret', () => {
    assert.equal(matchingStep(Buffer.alloc(20, 1), '005924', new Date(1234567890_000)), undefined);
  });
});

describe('a TOTP secret', () => {
  it('has the 160 bits of RFC 4226 and is shown in base32 (RFC 4648)', () => {
    assert.equal(SECRET_BYTES, 20);
    assert.equal(toBase32(SECRET), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  });

  it('is shown from its own bytes when it is a part of a larger buffer', () => {
    const larger = Buffer.concat([Buffer.alloc(7, 0xff), SECRET, Buffer.alloc(9, 0xff)]);
    assert.equal(toBase32(larger.subarray(7, 27)), toBase32(SECRET));
  });

  it('has an address in which neither label nor issuer can add a parameter', () => {
    const uri = otpauthUri(SECRET, 'Latch&key?secret=AAAA', 'a?secret=AAAA&b:c#d\ne@example.org');
    const { searchParams, hash } = new URL(uri);
    assert.equal(hash, '');
    assert.deepEqual(searchParams.getAll('secret'), [toBase32(SECRET)]);
    assert.deepEqual(searchParams.getAll('issuer'), ['Latch&key?secret=AAAA']);
    assert.deepEqual(
      ['algorithm', 'digits', 'period'].map((name) => searchParams.get(name)),
      ['SHA1', '6', '30'],
    );
    assert.match(uri, /^otpauth:\/\/totp\/[\w%.:~-]+\?/);
  });
});
