import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFakeClock } from '#test/support/fakes.ts';
import { createKeyring } from './encryption.ts';
import { createRandom } from './random.ts';
import { createSealedTexts } from './sealed-text.ts';

const key = (byte: number) => Buffer.alloc(32, byte);
const textsUnder = (...keys: Uint8Array[]) =>
  createSealedTexts(createKeyring(keys, createRandom(createFakeClock())));

describe('a sealed text', () => {
  const texts = textsUnder(key(4));

  it('opens where it was sealed for, says nothing by itself, and is never the same twice', () => {
    const sealed = texts.seal('a plain text', 'here');
    assert.equal(texts.open(sealed, 'here'), 'a plain text');
    assert.match(sealed, /^[\w-]+$/);
    assert.ok(!Buffer.from(sealed, 'base64url').includes('plain'));
    assert.notEqual(texts.seal('a plain text', 'here'), sealed);
  });

  it('does not open for anything else, under another key, or with any letter changed', () => {
    const sealed = texts.seal('a plain text', 'here');
    assert.equal(texts.open(sealed, 'there'), undefined);
    assert.equal(textsUnder(key(5)).open(sealed, 'here'), undefined);
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'z' : 'A';
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      // The last letter may hold bits that belong to no byte.
      if (Buffer.from(changed, 'base64url').equals(Buffer.from(sealed, 'base64url'))) continue;
      assert.equal(texts.open(changed, 'here'), undefined, `letter ${at}`);
    }
    for (const none of ['', 'x', sealed.slice(0, 20), `${sealed}AAAA`])
      assert.equal(texts.open(none, 'here'), undefined);
  });

  it('outlives a change of keys for as long as the old one is kept', () => {
    const sealed = texts.seal('a plain text', 'here');
    assert.equal(textsUnder(key(5), key(4)).open(sealed, 'here'), 'a plain text');
  });
});
