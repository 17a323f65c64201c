import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeFilter } from '#platform/filter-file.ts';
import { breachedPasswordsFile, listedPasswords } from '#test/support/breached-passwords.ts';
import { BREACHED_PASSWORDS, isListed } from './breached-passwords.ts';
import { type Password, parsePassword } from './password.ts';

const listed = listedPasswords();

describe('the offline list of breached passwords', () => {
  it('is the file that `npm run breached-passwords` writes', () => {
    assert.ok(readFileSync(BREACHED_PASSWORDS).equals(breachedPasswordsFile()));
  });

  it('says how many there are, and how often another is taken for one of them', () => {
    const { entries, falsePositives } = decodeFilter(readFileSync(BREACHED_PASSWORDS)).header;
    assert.deepEqual([listed.length, entries, falsePositives], [488_130, 474_743, 1e-5]);
  });

  it('finds every one, however it is capitalised', async () => {
    const missed: string[] = [];
    for (const [index, password] of listed.entries()) {
      const typed = index % 2 ? password.toUpperCase() : password;
      if (!(await isListed(typed as Password))) missed.push(typed);
    }
    assert.deepEqual(missed.slice(0, 5), []);
  });

  it('takes no more than one in 50,000 others for one of them', async () => {
    const known = new Set(listed.map((password) => password.toLowerCase()));
    let mistaken = 0;
    for (let count = 0; count < 200_000; count += 1) {
      const password = createHash('sha256').update(`password ${count}`).digest('base64url').slice(0, 12);
      if ((await isListed(password as Password)) && !known.has(password.toLowerCase())) mistaken += 1;
    }
    assert.ok(mistaken <= 4, `${mistaken} of 200,000`);
  });

  it('has no phrase of ours', async () => {
    for (const phrase of ['violet harbour engine', 'пять зелёных жирафов', '🦊🌵🎻🚲🦊🌵🎻🚲']) {
      assert.equal(await isListed(parsePassword(phrase) as Password), false, phrase);
    }
  });
});
