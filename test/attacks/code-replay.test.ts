import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { minutes, seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp, type TestAppOptions } from '#test/support/app.ts';
import { type Answer, createBrowser } from '#test/support/browser.ts';
import { aPerson, codeAt, nextCode, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

const environment = ROOMY;
const STORES: [string, TestAppOptions][] = [
  ['Postgres and Redis', { environment }],
  ['the embedded database alone', { environment, database: 'embedded', state: 'postgres' }],
  ['Postgres through a pooler', { environment, database: 'pooled' }],
];

for (const [stores, options] of STORES) {
  describe(`replaying a TOTP code, on ${stores} (M03)`, () => {
    let apps: TwoApps;
    before(async () => {
      apps = await buildTwoApps(options);
    });
    after(() => apps.close());

    it('works for one of many waiting sign-ins at once, over two instances', async () => {
      const person = await aPerson(apps.one, { hasTotp: true, isSignedIn: false });
      const browsers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const browser = createBrowser(apps.inTurn(index));
          await browser.json('POST', '/sign-in', person);
          return browser;
        }),
      );
      const code = nextCode(apps.one, person.totp?.secret ?? '');
      const answers = await Promise.all(
        browsers.map((browser) => browser.json('POST', '/sign-in/second-factor', { code })),
      );
      const statuses = answers.map(({ statusCode }) => statusCode);
      assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
      assert.equal(statuses.filter((status) => status === 401).length, 19, String(statuses));
    });
  });
}

describe('TOTP codes (M03, M04)', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...environment, LIMIT_SECOND_STEP_PENDING: '1000' } });
  });
  after(() => testApp.close());
  beforeEach(async () => {
    person = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    testApp.clock.advance(minutes(5));
  });

  const secret = () => person.totp?.secret ?? '';
  const at = (offset: number) => codeAt(secret(), new Date(testApp.clock.now().getTime() + offset * 30_000));
  async function finish(code: unknown): Promise<Answer> {
    const browser = createBrowser(testApp);
    await browser.json('POST', '/sign-in', person);
    return browser.json('POST', '/sign-in/second-factor', { code });
  }

  it('look wrong when used again, exactly like wrong ones (M03)', async () => {
    const code = at(0);
    assert.equal((await finish(code)).statusCode, 200);
    const replayed = (await finish(code)).json();
    const wrong = (await finish('000000')).json();
    assert.deepEqual({ ...replayed, requestId: '' }, { ...wrong, requestId: '' });
  });

  it('of an earlier step are dead after a later one (M03)', async () => {
    assert.equal((await finish(at(1))).statusCode, 200);
    assert.equal((await finish(at(0))).statusCode, 401);
    assert.equal((await finish(at(-1))).statusCode, 401);
  });

  it('used to set up do not sign in, and used to sign in do not confirm identity (M03)', async () => {
    const fresh = await aPerson(testApp);
    const enrolled = (await fresh.browser.json('POST', '/account/totp')).json();
    const code = nextCode(testApp, enrolled.secret);
    assert.equal((await fresh.browser.json('POST', '/account/totp/confirm', { code })).statusCode, 200);
    assert.equal((await fresh.browser.json('POST', '/confirm-identity', { code })).statusCode, 401);
    const elsewhere = createBrowser(testApp);
    await elsewhere.json('POST', '/sign-in', fresh);
    assert.equal((await elsewhere.json('POST', '/sign-in/second-factor', { code })).statusCode, 401);
    const next = nextCode(testApp, enrolled.secret);
    assert.equal((await elsewhere.json('POST', '/sign-in/second-factor', { code: next })).statusCode, 200);
    assert.equal((await elsewhere.json('POST', '/confirm-identity', { code: next })).statusCode, 401);
  });

  it('stay used when the clock steps back (M03)', async () => {
    const code = at(0);
    assert.equal((await finish(code)).statusCode, 200);
    // One step back the code is in the window still; two steps back every code of the window is older than it.
    testApp.clock.advance(seconds(-30));
    assert.equal((await finish(code)).statusCode, 401);
    testApp.clock.advance(seconds(-30));
    assert.equal((await finish(at(0))).statusCode, 401);
    testApp.clock.advance(seconds(60));
  });

  it('are accepted one step either side and no further (M04)', async () => {
    for (const offset of [-10, -5, -3, -2, 2, 3, 5, 10])
      assert.equal((await finish(at(offset))).statusCode, 401, String(offset));
    for (const offset of [-1, 0, 1]) assert.equal((await finish(at(offset))).statusCode, 200, String(offset));
  });

  it('are six ASCII digits and nothing that a number could be read from (M04)', async () => {
    const code = at(0);
    const wide = code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    const arabic = code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
    const strange = [
      code.slice(1),
      `${code}0`,
      `0${code}`,
      wide,
      arabic,
      `0x${Number(code).toString(16)}`,
      `${code}.0`,
      `+${code}`,
      `${code}e0`,
      `\t${code}`,
      `${code}\n`,
      `-${code}`,
      '1e5',
      '',
      Number(code),
      [code],
      Array(1_000).fill(code),
      { code },
    ];
    for (const one of strange) {
      const { statusCode } = await finish(one);
      assert.ok([401, 422].includes(statusCode), `${JSON.stringify(one)}: ${statusCode}`);
    }
    assert.equal((await finish(` ${code.slice(0, 3)} ${code.slice(3)} `)).statusCode, 200);
  });
});
