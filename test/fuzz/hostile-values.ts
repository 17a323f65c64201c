import fc from 'fast-check';
import { anyCharacter } from '#test/support/any-character.ts';

/** What has broken parsers, stores, logs and terminals before. */
const NASTY = [
  '',
  ' ',
  '\0',
  'a\0b',
  '%00',
  '\ud800',
  'a\udfffb',
  '\u001b[31mred\u001b[0m',
  'a\r\nset-cookie: session=x',
  '\r\n\r\n',
  '\u2028',
  '\u202e',
  '\ufeff',
  "'",
  "' OR 1=1 --",
  '"',
  '\\',
  '`',
  '{{7*7}}',
  '$' + '{7*7}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  '[object Object]',
  'undefined',
  'null',
  'true',
  'NaN',
  '1e309',
  '-0',
  '0x1E240',
  '１２３４５６',
  '123456',
  '0000-0000-0000-0000',
  '2000-02-31',
  '9999-99-99',
  'ZZ',
  'a@b',
  'a@b.example',
  'a@b@c.example',
  '"a b"@c.example',
  `${'a'.repeat(64)}@${'b'.repeat(63)}.example`,
  'x@xn--\u0000.example',
  '\ufdfa'.repeat(18),
  '🦊👩‍👩‍👧‍👧',
  'é',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
];

const LONGEST_TEXT = 15_000;

/** Any text a JavaScript string can be, lone surrogates included. */
export const hostileText = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ unit: anyCharacter, maxLength: 80 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 80 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', '\ufdfa', '\0', '%'), fc.nat(LONGEST_TEXT))
      .map(([unit, length]) => unit.repeat(length)),
  },
);

const nested = fc
  .tuple(fc.constantFrom(['[', ']'], ['{"a":', '}']), fc.nat(1_500))
  .map(([[open = '', close = ''], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`);

/** A value as JSON writes it: also what no JavaScript value is written as. */
export const hostileJson = fc.oneof(
  { weight: 6, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['null', 'true', 'false', '0', '-0', '123456', '1e309', '[]', '{}', '[null]', '[[]]', '["a","b"]'],
      ...['{"$ne":""}', '{"__proto__":{"a":1}}', '{"length":8}', '{"toString":1}', '', 'NaN', "'a'", '"\n"'],
    ),
  },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)) },
);

/** Characters that spoil a text which would be accepted without them. */
export const hostileCharacter = fc.constantFrom(
  ...['\0', '\ud800', '\udfff', '\u001b', '\r', '\n', '\t', '\u0085', '\u2028', '\u202e', '\u2066', '\ufeff'],
  ...['\u200b', '\ue000', '\uffff', '"', "'", '\\', '%', '<', ',', ';', '@', '🦊', '\u0301', 'ﷺ'],
);

/** What a line of a header may hold, as bytes. */
export const headerText = fc.oneof(
  hostileText.map((text) => text.replace(/[^\x20-\x7e\x80-\xff]/g, '?').slice(0, 2_000)),
  fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\x20-\x7e]/g, '?')),
);
