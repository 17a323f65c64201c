import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CannotStart, openDataFolder, readOrMakeSecret } from './data-folder.ts';

const parent = mkdtempSync(join(tmpdir(), 'latchkey-folder-'));
after(() => rmSync(parent, { recursive: true }));
let count = 0;
const aFolder = () => {
  count += 1;
  return join(parent, `folder ${count}`);
};
const isOneSentenceAbout = (folder: string, hint: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CannotStart);
  assert.ok(error.message.includes(folder));
  assert.match(error.message, hint);
  assert.ok(!error.message.includes('\n'));
  return true;
};

/** Another process that opens the folder and stays. */
async function openElsewhere(folder: string): Promise<ChildProcess> {
  const module = join(import.meta.dirname, 'data-folder.ts');
  const script = `
    const { openDataFolder } = await import(${JSON.stringify(module)});
    globalThis.folder = openDataFolder(${JSON.stringify(folder)});
    console.log('open');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the data folder', () => {
  it('is made when it is not there, for this user alone', () => {
    const folder = join(aFolder(), 'deeper', 'still');
    const opened = openDataFolder(folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(opened.path('postgres'), join(folder, 'postgres'));
    opened.unlock();
  });

  it('is refused to a second opener in one sentence, and free once the first is done', () => {
    const folder = aFolder();
    const first = openDataFolder(folder);
    assert.throws(
      () => openDataFolder(folder),
      isOneSentenceAbout(folder, /in use by another Latchkey process/),
    );
    first.unlock();
    openDataFolder(folder).unlock();
  });

  it('is refused while another process has it, and free after a kill -9 of that one', async () => {
    const folder = aFolder();
    const child = await openElsewhere(folder);
    assert.throws(() => openDataFolder(folder), isOneSentenceAbout(folder, /in use/));
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    openDataFolder(folder).unlock();
  });

  it('is refused in one sentence when nothing can be written there', () => {
    const file = aFolder();
    writeFileSync(file, 'not a folder');
    assert.throws(() => openDataFolder(file), isOneSentenceAbout(file, /DATA_DIR/));
    assert.throws(() => openDataFolder(join(file, 'below')), isOneSentenceAbout(file, /cannot be written/));
  });
});

describe('a secret kept in the data folder', () => {
  it('is made once, for this user alone, and read ever after', () => {
    const folder = aFolder();
    const opened = openDataFolder(folder);
    assert.equal(
      opened.readOrMake('keys', () => 'made'),
      'made',
    );
    assert.equal(
      opened.readOrMake('keys', () => 'made again'),
      'made',
    );
    opened.unlock();
    const reopened = openDataFolder(folder);
    assert.equal(
      reopened.readOrMake('keys', () => 'made again'),
      'made',
    );
    reopened.unlock();
    assert.equal(statSync(join(folder, 'keys')).mode & 0o777, 0o600);
    assert.equal(readFileSync(join(folder, 'keys'), 'utf8'), 'made\n');
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('keys')),
      ['keys'],
    );
  });

  it('is never an empty one: a file without content is a mistake to mend, not a key', () => {
    const folder = aFolder();
    const opened = openDataFolder(folder);
    writeFileSync(join(folder, 'keys'), '\n');
    assert.throws(
      () => opened.readOrMake('keys', () => 'made'),
      isOneSentenceAbout(join(folder, 'keys'), /empty/),
    );
    opened.unlock();
  });

  it('is not replaced when it cannot be read', () => {
    const folder = aFolder();
    const opened = openDataFolder(folder);
    const unreadable = openDataFolder(join(folder, 'keys'));
    assert.throws(() => opened.readOrMake('keys', () => 'made'), /EISDIR/);
    unreadable.unlock();
    opened.unlock();
  });

  it('is one and the same to all processes that make it at once, in a folder nobody locked', async () => {
    const file = join(aFolder(), 'below', 'token');
    const module = join(import.meta.dirname, 'data-folder.ts');
    const script = `
      const { readOrMakeSecret } = await import(${JSON.stringify(module)});
      console.log(readOrMakeSecret(${JSON.stringify(file)}, () => String(process.pid)));
    `;
    const made = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
        const [text] = await Promise.all([once(child.stdout, 'data'), once(child, 'close')]);
        return String(text).trim();
      }),
    );
    assert.deepEqual(made, Array(8).fill(made[0]));
    assert.equal(readFileSync(file, 'utf8'), `${made[0]}\n`);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(file, '..')), ['token']);
  });

  it('that is made while another process is quicker is the other’s', () => {
    const file = join(aFolder(), 'token');
    const kept = readOrMakeSecret(file, () => {
      writeFileSync(file, 'quicker\n');
      return 'slower';
    });
    assert.equal(kept, 'quicker');
  });
});
