import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseLanguage } from './language.ts';

describe('the language of a page', () => {
  const asked: [string, string | undefined, string][] = [
    ['is English for whoever asks for nothing', undefined, 'en'],
    ['is the one that is asked for', 'de', 'de'],
    ['is the one of the region that is asked for', 'de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['is the best of those that exist', 'fr-CH, fr;q=0.9, de;q=0.7, en;q=0.5', 'de'],
    ['is English where none of those exists', 'fr, it;q=0.5', 'en'],
    ['is English for what is no header at all', ';;;q=,,\u0000', 'en'],
    ['is not one that is refused', 'de;q=0', 'en'],
  ];
  for (const [name, header, language] of asked) {
    it(name, () => assert.equal(chooseLanguage(header, undefined), language));
  }

  it('is the one that was chosen here, whatever the browser asks for', () => {
    assert.equal(chooseLanguage('de', 'en'), 'en');
    assert.equal(chooseLanguage('en', 'de'), 'de');
    assert.equal(chooseLanguage('de', 'xx'), 'de', 'a language that does not exist is none');
  });

  it('is read from the start of the header only: ten thousand ranges are no work', () => {
    assert.equal(chooseLanguage(`${'fr,'.repeat(10_000)}de`, undefined), 'en');
  });
});
