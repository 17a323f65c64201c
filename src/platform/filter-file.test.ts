import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as always, array, property, string } from 'fast-check';
import { anyCharacter } from '#test/support/any-character.ts';
import { decodeFilter, encodeFilter } from './filter-file.ts';

const ABOUT = { source: 'a test', falsePositives: 0.001 };

describe('a filter in a file', () => {
  it('has every text that was put in, of any script', () => {
    always(
      property(array(string({ unit: anyCharacter }), { minLength: 1 }), (texts) => {
        const filter = decodeFilter(encodeFilter(new Set(texts), ABOUT));
        return texts.every((text) => filter.has(text));
      }),
    );
  });

  it('has next to nothing else', () => {
    const numbers = (from: number) => Array.from({ length: 10_000 }, (_, index) => `number ${from + index}`);
    const filter = decodeFilter(encodeFilter(new Set(numbers(0)), ABOUT));
    const wrong = numbers(10_000).filter((text) => filter.has(text));
    assert.ok(wrong.length < 30, `${wrong.length} of 10,000, where 10 are promised`);
  });

  it('says in its first line what it is', () => {
    const file = encodeFilter(new Set(['one', 'other']), ABOUT);
    const line = JSON.parse(file.toString('latin1').split('\n')[0] ?? '');
    assert.deepEqual([line.source, line.entries, line.falsePositives], ['a test', 2, 0.001]);
    const { header } = decodeFilter(file);
    assert.deepEqual([header.source, header.entries, header.falsePositives], ['a test', 2, 0.001]);
  });

  it('is refused when part of it is missing, which would let entries through', () => {
    const file = encodeFilter(new Set(['one', 'other']), ABOUT);
    for (const length of [0, 10, file.length - 1, file.length - 4]) {
      assert.throws(() => decodeFilter(file.subarray(0, length)), `${length} bytes`);
    }
    assert.throws(() => decodeFilter(Buffer.concat([file, Buffer.alloc(4)])));
  });
});
