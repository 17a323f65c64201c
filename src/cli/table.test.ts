import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { table } from './table.ts';
import { toJson } from './words.ts';

const COLUMNS = [{ least: 4 }, { isNumber: true }, { least: 3 }];

describe('a table', () => {
  it('has columns as wide as what stands in them, numbers to the right, nothing at the ends of lines', () => {
    assert.equal(
      table(COLUMNS, [
        ['NAME', 'TRIES', 'END'],
        ['ada@example.org', '7', 'x'],
        ['b', '1234567', ''],
      ]),
      [
        'NAME               TRIES  END', //
        'ada@example.org        7  x',
        'b                1234567',
        '',
      ].join('\n'),
    );
  });

  it('is cut where the terminal ends: the last column first, none below what it needs', () => {
    const lines = [['ada.lovelace@example.org', '7', 'a long description']];
    assert.equal(table(COLUMNS, lines, 40), 'ada.lovelace@example.org  7  a long des…\n');
    assert.equal(table(COLUMNS, lines, 20), 'ada.lovelac…  7  a …\n');
    assert.equal(table(COLUMNS, lines, 5), 'ada…  7  a …\n');
    for (let width = 13; width < 60; width += 1)
      assert.ok(table(COLUMNS, lines, width).trimEnd().length <= width, String(width));
  });

  it('is not cut where no terminal shows it', () => {
    assert.equal(table([{ least: 1 }], [['x'.repeat(300)]]), `${'x'.repeat(300)}\n`);
  });

  it('counts a Han character as two columns and a combining accent as none', () => {
    assert.equal(
      table(
        [{}, {}],
        [
          ['太郎', '|'],
          ['Jose\u0301', '|'],
          ['🦊', '|'],
        ],
      ),
      '太郎  |\nJose\u0301  |\n🦊    |\n',
    );
  });

  it('shows nothing that moves the cursor, colours or turns text around', () => {
    const nasty = 'a\u001b[31mb\nc\r\u009b2Jd\u202ee\u0007\u200b';
    assert.equal(table([{}, {}], [[nasty, 'x']]), 'a[31mbc2Jde  x\n');
    const json = toJson({ name: nasty });
    assert.doesNotMatch(json.trimEnd().replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
    assert.equal(JSON.parse(json).name, nasty);
  });
});
