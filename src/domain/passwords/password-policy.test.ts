import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPasswordPolicy, type Password, parsePassword } from './passwords.ts';

const policy = createPasswordPolicy({ minLength: 8, productName: 'Acme Sign-in' });
const ROBIN = { email: 'robin.smithson@bücher.example', firstName: 'Robin', lastName: 'Müller-Lüdenscheidt' };
const check = (text: string, person = ROBIN) => policy.check(parsePassword(text) as Password, person);

describe('the password policy', () => {
  it('asks for eight characters, counted as people count', () => {
    assert.equal(check('k2v9wqx'), 'password_too_short');
    assert.equal(check('k2v9wqxp'), undefined);
    assert.equal(check('🦊🌵🎻🚲'), 'password_too_short');
    assert.equal(check('🦊🌵🎻🚲🦊🌵🎻🚲'), undefined);
  });

  it('asks for as many as the operator set', () => {
    const strict = createPasswordPolicy({ minLength: 15, productName: 'Acme' });
    assert.equal(strict.check(parsePassword('k2v9wqxp-zmt38') as Password, ROBIN), 'password_too_short');
    assert.equal(strict.check(parsePassword('k2v9wqxp-zmt384') as Password, ROBIN), undefined);
  });

  it('asks for nothing else: no digits, capitals or symbols, any script, spaces, any length up to the most', () => {
    for (const text of [
      'gravel lantern ostrich',
      'пять зелёных жирафов',
      '        . ',
      'z'.repeat(3) + 'qjxkvw'.repeat(42),
    ])
      assert.equal(check(text), undefined, text);
  });

  it('refuses what everybody uses, in any case', () => {
    for (const text of ['password', 'PassWord', 'iloveyou', 'qwertyuiop', '123456789', 'Sunshine'])
      assert.equal(check(text), 'password_too_common', text);
  });

  it('refuses what is made of the person’s own words', () => {
    for (const text of [
      'robinrobin',
      'Robin12345',
      'smithson1999',
      'SMITHSON-robin',
      'müllermüller',
      'bücher-2024',
    ])
      assert.equal(check(text), 'password_contains_own_words', text);
    assert.equal(check('robin.smithson@bücher.example'), 'password_contains_own_words');
    assert.equal(
      check('mu\u0308ller1234'),
      'password_contains_own_words',
      'however the letters are composed',
    );
  });

  it('refuses what is made of the product’s name, and of ours', () => {
    assert.equal(check('Acme Sign-in!'), 'password_contains_own_words');
    assert.equal(check('latchkey2024'), 'password_contains_own_words');
  });

  it('lets own words be part of something that is long enough without them', () => {
    assert.equal(check('robin k2v9wqx'), undefined);
    assert.equal(check('robin k2v9wq'), 'password_contains_own_words');
  });

  it('does not take out short words, which are part of many others', () => {
    const ann = { email: 'ann@x.io', firstName: 'Ann', lastName: 'Li' };
    assert.equal(check('annliann', ann), undefined);
  });
});
