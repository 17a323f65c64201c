import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BreachAnswer } from '#platform/breach-lookup.ts';
import { createPasswordPolicy, type Password, parsePassword } from './passwords.ts';

const policy = createPasswordPolicy({ minLength: 8, productName: 'Acme Sign-in' });
const ROBIN = { email: 'robin.smithson@bücher.example', firstName: 'Robin', lastName: 'Müller-Lüdenscheidt' };
const check = (text: string, person = ROBIN) => policy.check(parsePassword(text) as Password, person);

describe('the password policy', () => {
  it('asks for eight characters, counted as people count', async () => {
    assert.equal(await check('k2v9wqx'), 'password_too_short');
    assert.equal(await check('k2v9wqxp'), undefined);
    assert.equal(await check('🦊🌵🎻🚲'), 'password_too_short');
    assert.equal(await check('🦊🌵🎻🚲🦊🌵🎻🚲'), undefined);
  });

  it('asks for as many as the operator set', async () => {
    const strict = createPasswordPolicy({ minLength: 15, productName: 'Acme' });
    assert.equal(
      await strict.check(parsePassword('k2v9wqxp-zmt38') as Password, ROBIN),
      'password_too_short',
    );
    assert.equal(await strict.check(parsePassword('k2v9wqxp-zmt384') as Password, ROBIN), undefined);
  });

  it('asks for nothing else: no digits, capitals or symbols, any script, spaces, any length up to the most', async () => {
    for (const text of [
      'gravel lantern ostrich',
      'пять зелёных жирафов',
      '        . ',
      'z'.repeat(3) + 'qjxkvw'.repeat(42),
    ])
      assert.equal(await check(text), undefined, text);
  });

  it('refuses what everybody uses, in any case', async () => {
    for (const text of [
      'password',
      'PassWord',
      'iloveyou',
      'qwertyuiop',
      '123456789',
      'Sunshine',
      'Vjht29061987',
    ])
      assert.equal(await check(text), 'password_too_common', text);
  });

  it('refuses what is made of the person’s own words', async () => {
    for (const text of [
      'robinrobin',
      'Robin12345',
      'smithson1999',
      'SMITHSON-robin',
      'müllermüller',
      'bücher-2024',
    ])
      assert.equal(await check(text), 'password_contains_own_words', text);
    assert.equal(await check('robin.smithson@bücher.example'), 'password_contains_own_words');
    assert.equal(
      await check('mu\u0308ller1234'),
      'password_contains_own_words',
      'however the letters are composed',
    );
  });

  it('refuses what is made of the product’s name, and of ours', async () => {
    assert.equal(await check('Acme Sign-in!'), 'password_contains_own_words');
    assert.equal(await check('latchkey2024'), 'password_contains_own_words');
  });

  it('lets own words be part of something that is long enough without them', async () => {
    assert.equal(await check('robin k2v9wqx'), undefined);
    assert.equal(await check('robin k2v9wq'), 'password_contains_own_words');
  });

  it('does not take out short words, which are part of many others', async () => {
    const ann = { email: 'ann@x.io', firstName: 'Ann', lastName: 'Li' };
    assert.equal(await check('annliann', ann), undefined);
  });

  it('asks the service about what passes the rest, and about nothing else', async () => {
    const asked: string[] = [];
    const answering = (answer: BreachAnswer) =>
      createPasswordPolicy({
        minLength: 8,
        productName: 'Acme',
        breachLookup: {
          async ask(password) {
            asked.push(password);
            return answer;
          },
        },
      });
    const verdict = (answer: BreachAnswer, text: string) =>
      answering(answer).check(parsePassword(text) as Password, ROBIN);
    assert.equal(await verdict('found', 'k2v9wqx'), 'password_too_short');
    assert.equal(await verdict('found', 'password'), 'password_too_common');
    assert.equal(await verdict('found', 'robinrobin'), 'password_contains_own_words');
    assert.deepEqual(asked, []);
    assert.equal(await verdict('found', 'gravel lantern ostrich'), 'password_breached');
    assert.equal(await verdict('not_found', 'Gravel Lantern'), undefined);
    assert.equal(await verdict('unavailable', 'cafe\u0301 au lait'), undefined, 'an outage stops nobody');
    assert.deepEqual(asked, ['gravel lantern ostrich', 'Gravel Lantern', 'caf\u00e9 au lait']);
  });
});
