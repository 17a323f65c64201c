import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '#test/support/any-character.ts';
import { parseEmailAddress } from './email-address.ts';

const canonicalOf = (text: string) => parseEmailAddress(text)?.canonical;
const label = (length: number) => 'a'.repeat(length);

/** Typed and compared forms. */
const ACCEPTED: [string, string][] = [
  ['robin@example.org', 'robin@example.org'],
  ['  robin@example.org ', 'robin@example.org'],
  ['Robin.Example@Example.ORG', 'robin.example@example.org'],
  ["o'neil+tag@sub.example.co.uk", "o'neil+tag@sub.example.co.uk"],
  ["!#$%&'*+/=?^_`{|}~-@example.org", "!#$%&'*+/=?^_`{|}~-@example.org"],
  ['a%41b@example.org', 'a%41b@example.org'],
  ['victim%example.net@relay.example', 'victim%example.net@relay.example'],
  ['=?utf-8?q?robin?=@example.org', '=?utf-8?q?robin?=@example.org'],
  ['a@b.cd', 'a@b.cd'],
  ['1@1.example', '1@1.example'],
  ['robin@bücher.example', 'robin@xn--bcher-kva.example'],
  ['robin@BÜCHER.example', 'robin@xn--bcher-kva.example'],
  ['robin@bu\u0308cher.example', 'robin@xn--bcher-kva.example'],
  ['robin@xn--bcher-kva.example', 'robin@xn--bcher-kva.example'],
  ['robin@XN--BCHER-KVA.Example', 'robin@xn--bcher-kva.example'],
  ['robin@例え.テスト', 'robin@xn--r8jz45g.xn--zckzah'],
  ['robin@straße.example', 'robin@xn--strae-oqa.example'],
  ['robin@ｅｘａｍｐｌｅ.org', 'robin@example.org'],
  [`${label(64)}@example.org`, `${label(64)}@example.org`],
  [`a@${label(63)}.example`, `a@${label(63)}.example`],
];

const REFUSED: Record<string, string[]> = {
  'nothing at all, or half of it': ['', ' ', '@', 'robin', 'robin@', '@example.org', 'example.org'],
  'more than one @': [
    'a@x@example.org',
    'a@@example.org',
    '"a@x"@example.org',
    'a@example.org@',
    '@a@example.org',
  ],
  'a list': [
    'a@x.example,b@example.org',
    'a@x.example;b@example.org',
    'a@x.example b@example.org',
    'a,b@example.org',
  ],
  'a display name, brackets, comments, groups': [
    'Robin <robin@example.org>',
    '<robin@example.org>',
    'robin(comment)@example.org',
    'robin@(comment)example.org',
    'group:robin@example.org;',
    'mailto:robin@example.org',
  ],
  'a quoted local part': [
    '"robin"@example.org',
    '"evil@x.example x"@example.org',
    '"a\\"b"@example.org',
    'robin\\@x@example.org',
  ],
  'control characters and header injection': [
    'robin@example.org\r\nBcc: x@evil.example',
    'robin@example.org\n',
    '\nrobin@example.org',
    'robin\r\n@example.org',
    'robin\0@example.org',
    'robin@exam\0ple.org',
    'robin\t@example.org',
    'robin\u007f@example.org',
    'robin@example.org\u2028',
  ],
  'spaces inside, and those that only look like spaces': [
    'rob in@example.org',
    'robin@exam ple.org',
    'robin@ example.org',
    '\u00a0robin@example.org',
    'robin@example.org\u00a0',
    'robin\u3000@example.org',
    '\ufeffrobin@example.org',
  ],
  'invisible characters': [
    'robin\u200b@example.org',
    'robin@exa\u200bmple.org',
    'robin@exa\u00admple.org',
    'rob\u202ein@example.org',
  ],
  'a local part beyond ASCII': [
    'ｒobin@example.org',
    'rоbin@example.org',
    'jörg@example.org',
    '\u017fam@example.org',
    '\u212aarl@example.org',
  ],
  'another character for @ or for a dot': [
    'robin＠example.org',
    'robin﹫example.org',
    'a＠x.example@example.org',
    'robin@example。org',
    'robin@example．org',
  ],
  'dots in wrong places': [
    '.robin@example.org',
    'robin.@example.org',
    'ro..bin@example.org',
    'robin@.example.org',
    'robin@example.org.',
    'robin@example..org',
    'robin@org',
  ],
  'percent signs, slashes and other URL parts in the domain': [
    'robin@ex%61mple.org',
    'robin@example.org%00.evil.example',
    'robin@example.org/evil.example',
    'robin@example.org:25',
    'robin@example.org?x',
    'robin@example.org#x',
    'robin@exa_mple.org',
    'robin@example\\.org',
  ],
  'addresses of machines instead of names': [
    'robin@[127.0.0.1]',
    'robin@[IPv6:::1]',
    'robin@127.0.0.1',
    'robin@0x7f.1',
    'robin@2130706433',
    'robin@1.2.3.0x4',
    'robin@example.123',
    'robin@１２７.0.0.1',
  ],
  'hyphens at a label’s edge': ['robin@-example.org', 'robin@example-.org', 'robin@xn--.example'],
  'too much': [
    `${label(65)}@example.org`,
    `a@${label(64)}.example`,
    `${label(64)}@${label(63)}.${label(63)}.${label(55)}.example`,
    `a@${`${label(49)}.`.repeat(5)}example`,
    `robin@example.org${' '.repeat(300)}`,
    // 254 as typed, more once the domain is written in ASCII.
    `${label(64)}@${`${'é世'.repeat(20)}.`.repeat(4)}example`,
  ],
};

describe('an e-mail address', () => {
  for (const [typed, canonical] of ACCEPTED) {
    it(`${JSON.stringify(typed).slice(0, 60)} is compared as ${canonical.slice(0, 40)}`, () => {
      assert.equal(canonicalOf(typed), canonical);
    });
  }

  for (const [what, texts] of Object.entries(REFUSED)) {
    it(`is never ${what}`, () => {
      for (const text of texts) assert.equal(parseEmailAddress(text), undefined, JSON.stringify(text));
    });
  }

  it('is kept as typed, without the outer spaces', () => {
    assert.equal(parseEmailAddress(' Robin@BÜCHER.example ')?.address, 'Robin@BÜCHER.example');
  });

  it('may be 254 characters long and not one more', () => {
    const domain = `${`${label(46)}.`.repeat(3)}${label(40)}.example`;
    const longest = `${label(254 - domain.length - 1)}@${domain}`;
    assert.equal(longest.length, 254);
    assert.equal(canonicalOf(longest), longest);
    assert.equal(parseEmailAddress(`a${longest}`), undefined);
  });

  it('is not merged with its neighbours: plus tags and dots make other accounts', () => {
    assert.equal(
      new Set(['ab', 'a.b', 'a+b', 'ab+x'].map((local) => canonicalOf(`${local}@example.org`))).size,
      4,
    );
  });

  it('has a canonical form that is its own canonical form, of plain ASCII without spaces', () => {
    const anyText = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: anyCharacter, maxLength: 80 }),
      fc
        .tuple(fc.string({ maxLength: 20 }), fc.string({ unit: anyCharacter, maxLength: 30 }))
        .map(([a, b]) => `${a}@${b}.example`),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const canonical = canonicalOf(text);
        if (canonical === undefined) return;
        assert.match(canonical, /^[!-~]+$/);
        assert.equal(canonical.split('@').length, 2);
        assert.equal(canonicalOf(canonical), canonical);
      }),
      { numRuns: 2_000 },
    );
  });
});
