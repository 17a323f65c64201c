import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Account,
  codeNow,
  type HttpClient,
  tokenMailed,
  turnOnTotp,
} from '#test/support/http-client.ts';
import { aBrowser, signIn, somebody } from './asking.ts';
import { bringUp, takeDown } from './bring-up.ts';
import { assertLedgerHolds } from './check-ledger.ts';
import { aCrowd } from './crowd.ts';
import { findPace } from './find-pace.ts';
import { startLoad } from './load.ts';
import { hasFailed } from './measure.ts';
import { attachToStack, type Stack } from './stack.ts';

const PEOPLE = 12;
const MOST_PER_SECOND = 20;
const LONGEST = { timeout: 900_000 };

/** As an operator does it in a quiet hour, and as after a fire: another stack than the one that is up follows it. */
let stack: Stack = attachToStack();
const folder = mkdtempSync(join(tmpdir(), 'latchkey-backup-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const titleOf = async () =>
  /<title>(.*)<\/title>/.exec(await (await fetch(`${stack.url}/sign-in`)).text())?.[1];

describe('the doctor inside the running stack', () => {
  it('finds nothing that is wrong', async () => {
    // What it says of requests it says once some came.
    for (let count = 0; count < 30; count += 1) await titleOf();
    const output = await stack.operate(['exec', 'app', 'node', 'src/cli/main.ts', 'doctor', '--json']);
    const { checks } = JSON.parse(output) as { checks: { name: string; state: string; seen: string }[] };
    const wrong = checks.filter(({ state }) => state === 'fault');
    assert.deepEqual(wrong, []);
    assert.ok(checks.length >= 12, output);
  });
});

describe('an upgrade of the running stack (F23)', () => {
  it('replaces every instance, and nobody waits for it or is signed out', LONGEST, async () => {
    const ledger = await aCrowd(stack, PEOPLE);
    // Half of what is served: an instance that starts needs a core.
    const perSecond = (await findPace(stack, ledger, MOST_PER_SECOND)) / 2;
    const before = (await stack.list()).filter((name) => name.startsWith('app#'));
    const load = startLoad(stack, ledger, perSecond, 'victim@example.org');
    const upgraded = stack.operate(['upgrade'], { BRAND_NAME: 'Newer' });
    assert.match(await upgraded.finally(load.stop), /All instances are of the new version/);
    const after = (await stack.list()).filter((name) => name.startsWith('app#'));
    assert.deepEqual([after.length, after.filter((name) => before.includes(name))], [2, []]);
    assert.match((await titleOf()) ?? '', /Newer/);
    assert.deepEqual(load.violations, []);
    assert.deepEqual(load.answers.filter(hasFailed), []);
    assert.ok(load.answers.length > 100, String(load.answers.length));
    await assertLedgerHolds(stack, ledger);
  });
});

describe('a backup of the running stack', () => {
  let careful: Account & { secret: string; recoveryCodes: string[] };
  let changed: Account;
  let ended: HttpClient;
  let unused: string;
  let later: Account;

  before(async () => {
    const account = await somebody(stack);
    careful = { ...account, ...(await turnOnTotp(account)) };
    assert.equal((await secondStep(careful.recoveryCodes[0] ?? '')).status, 200);
    changed = await somebody(stack);
    ended = aBrowser(stack);
    await signIn(ended, changed.email, changed.password);
    const stolen = new Map(ended.cookies);
    assert.equal((await ended.json('POST', '/sign-out')).status, 204);
    for (const [name, value] of stolen) ended.cookies.set(name, value);
    const change = { currentPassword: changed.password, newPassword: 'another long phrase' };
    assert.equal((await changed.client.json('POST', '/account/password', change)).status, 204);
    const forgetful = await somebody(stack);
    await forgetful.client.json('POST', '/forgot-password', { email: forgetful.email });
    unused = await tokenMailed(stack, forgetful.email, /new password/i);
    await stack.operate(['backup', folder]);
    later = await somebody(stack);
  });

  async function secondStep(code: string) {
    const client = aBrowser(stack);
    const first = await signIn(client, careful.email, careful.password);
    assert.equal(first.body.status, 'second_factor_required');
    return client.json('POST', '/sign-in/second-factor', { code });
  }

  it('that is broken changes nothing when it is restored', LONGEST, async () => {
    const broken = mkdtempSync(join(tmpdir(), 'latchkey-broken-'));
    const whole = readFileSync(join(folder, 'database.dump'));
    writeFileSync(join(broken, 'database.dump'), whole.subarray(0, whole.length - 2_000));
    await assert.rejects(stack.operate(['restore', broken]), /everything is as it was/);
    rmSync(broken, { recursive: true });
    assert.equal((await later.client.json('GET', '/session')).status, 200);
  });

  it('is restored into a new stack, where people sign in with what they have', LONGEST, async () => {
    await takeDown();
    stack = await bringUp();
    assert.match(await stack.operate(['restore', folder]), /Restored/);
    assert.equal((await signIn(aBrowser(stack), changed.email, 'another long phrase')).status, 200);
    assert.equal((await secondStep(codeNow(careful.secret))).status, 200);
    assert.equal((await secondStep(careful.recoveryCodes[1] ?? '')).status, 200);
    assert.equal((await somebody(stack)).client.cookies.has('session'), true);
  });

  it('brings nothing back that had been revoked or used', async () => {
    const { email, password } = changed;
    assert.equal((await signIn(aBrowser(stack), email, password)).status, 401);
    assert.equal((await secondStep(careful.recoveryCodes[0] ?? '')).status, 401);
    for (const client of [ended, changed.client, careful.client, later.client])
      assert.equal((await client.json('GET', '/session')).status, 401);
    const reset = { token: unused, password: 'yet another long phrase' };
    assert.equal((await aBrowser(stack).json('POST', '/reset-password', reset)).status, 400);
    assert.equal((await signIn(aBrowser(stack), later.email, later.password)).status, 401);
  });
});
