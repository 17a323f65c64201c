import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOnEveryDatabase, everythingIn, inParallel } from '#test/support/every-database.ts';
import { createRecoveryCodes } from './recovery-codes.ts';

describeOnEveryDatabase('recovery codes', (stage) => {
  const recoveryCodes = createRecoveryCodes(stage);
  const issue = async () => {
    const { id } = await stage.aUser();
    const codes = await stage.tx((tx) => recoveryCodes.issue(tx, id));
    return { id, codes, first: codes[0] as string };
  };
  const primary = () => stage.databases.primary;

  it('are ten of 80 bits, in groups that can be read out', async () => {
    const { id, codes } = await issue();
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    assert.equal(await recoveryCodes.countLeft(primary(), id), 10);
  });

  it('work once each, of twenty tries at the same moment one', async () => {
    const { id, codes, first } = await issue();
    const used = await inParallel(20, () => recoveryCodes.consume(primary(), id, first));
    assert.equal(used.filter(Boolean).length, 1);
    assert.equal(await recoveryCodes.countLeft(primary(), id), 9);
    for (const code of codes.slice(1)) assert.equal(await recoveryCodes.consume(primary(), id, code), true);
    for (const code of codes) assert.equal(await recoveryCodes.consume(primary(), id, code), false);
    assert.equal(await recoveryCodes.countLeft(primary(), id), 0);
  });

  it('may be typed in any case, with or without dashes, with O for 0 and I or L for 1', async () => {
    const spellings = [
      (code: string) => code.toLowerCase(),
      (code: string) => code.replaceAll('-', ''),
      (code: string) => ` ${code.replaceAll('-', ' ')} `,
      (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l'),
      (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'I'),
    ];
    const { id, codes } = await issue();
    for (const [index, spell] of spellings.entries())
      assert.equal(await recoveryCodes.consume(primary(), id, spell(codes[index] as string)), true);
  });

  it('are refused when they are anything else, without a mistake of ours', async () => {
    const { id, first } = await issue();
    for (const text of [
      '',
      '123456',
      first.slice(0, -1),
      `${first}0`,
      first.replace(/^./, 'U'),
      '\0'.repeat(16),
      '０'.repeat(16),
    ])
      assert.equal(await recoveryCodes.consume(primary(), id, text), false, JSON.stringify(text));
  });

  it('belong to one person', async () => {
    const [robin, kim] = [await issue(), await issue()];
    assert.equal(await recoveryCodes.consume(primary(), kim.id, robin.first), false);
    assert.equal(await recoveryCodes.consume(primary(), robin.id, robin.first), true);
  });

  it('are void as soon as new ones are issued', async () => {
    const { id, first } = await issue();
    const renewed = await stage.tx((tx) => recoveryCodes.issue(tx, id));
    assert.equal(await recoveryCodes.consume(primary(), id, first), false);
    assert.equal(await recoveryCodes.consume(primary(), id, renewed[0] as string), true);
    assert.equal(await recoveryCodes.countLeft(primary(), id), 9);
  });

  it('go with the second factor', async () => {
    const { id, first } = await issue();
    await stage.tx((tx) => recoveryCodes.removeAll(tx, id));
    assert.equal(await recoveryCodes.countLeft(primary(), id), 0);
    assert.equal(await recoveryCodes.consume(primary(), id, first), false);
  });

  it('are stored as hashes only', async () => {
    const { codes } = await issue();
    const rows = (await everythingIn(primary(), 'recovery_codes')).toUpperCase();
    for (const code of codes) {
      assert.ok(!rows.includes(code));
      assert.ok(!rows.includes(code.replaceAll('-', '')));
    }
  });
});
