import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePassword } from './passwords.ts';

describe('a typed password', () => {
  it('is the same from every keyboard: composed and decomposed letters become one', () => {
    assert.equal(parsePassword('cafe\u0301 au lait'), 'caf\u00e9 au lait');
    assert.equal(parsePassword('caf\u00e9 au lait'), 'caf\u00e9 au lait');
    assert.equal(parsePassword('\u1112\u1161\u11ab'.repeat(3)), '한'.repeat(3));
  });

  it('keeps everything else as typed: spaces, case, look-alikes, line breaks', () => {
    for (const text of [
      '  spaces count  ',
      'CaSe',
      'ﬁve',
      'Ⅷ',
      'ｗｉｄｅ',
      'tab\tand\nline',
      '\u00a0',
      '💚‍🔥',
    ])
      assert.equal(parsePassword(text), text);
  });

  it('is neither empty nor ill-formed nor cut short by a NUL', () => {
    for (const text of ['', '\0', 'before\0after', '\ud800', 'half \udc00 pair', '\udc00\ud800 swapped'])
      assert.equal(parsePassword(text), undefined, JSON.stringify(text));
    assert.equal(parsePassword('whole \u{1f511} pair'), 'whole \u{1f511} pair');
  });

  it('has at most 256 characters, counted as code points', () => {
    assert.equal(parsePassword('x'.repeat(256))?.length, 256);
    assert.equal(parsePassword('x'.repeat(257)), undefined);
    assert.equal(parsePassword('\u{1f511}'.repeat(256))?.length, 512);
    assert.equal(parsePassword('\u{1f511}'.repeat(257)), undefined);
  });

  it('has at most 1,024 bytes, which 256 emoji just have', () => {
    const longest = parsePassword('\u{1f511}'.repeat(256)) as string;
    assert.equal(Buffer.byteLength(longest), 1_024);
    assert.equal(parsePassword('한'.repeat(256))?.length, 256);
  });

  it('is measured in the form it is kept in, not in how it was typed', () => {
    for (const letter of ['é', 'ệ', '한']) {
      const composed = letter.repeat(256);
      assert.equal(parsePassword(composed.normalize('NFD')), composed, letter);
      assert.equal(parsePassword(letter.repeat(257).normalize('NFD')), undefined, letter);
    }
  });

  it('is refused before any work when it is far too long', (t) => {
    const { mock } = t.mock.method(String.prototype, 'normalize');
    assert.equal(parsePassword('e\u0301'.repeat(5_000_000)), undefined);
    assert.equal(mock.callCount(), 0);
    parsePassword('gravel lantern ostrich');
    assert.equal(mock.callCount(), 1, 'others are normalised so');
  });
});
