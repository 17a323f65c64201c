import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { TestAppOptions } from '#test/support/app.ts';
import { type Answer, createBrowser } from '#test/support/browser.ts';
import { auditOf, rows, subjectsTo } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

const STORES: [string, TestAppOptions][] = [
  ['Postgres and Redis', {}],
  ['the embedded database alone', { database: 'embedded', state: 'postgres' }],
  ['Postgres through a pooler', { database: 'pooled' }],
];

for (const [stores, options] of STORES) {
  describe(`abusing recovery codes, on ${stores} (M09)`, () => {
    let apps: TwoApps;
    let person: Person;
    before(async () => {
      apps = await buildTwoApps({ ...options, environment: ROOMY });
      person = await aPerson(apps.one, { hasTotp: true });
    });
    after(() => apps.close());

    const codes = () => person.totp?.recoveryCodes ?? [];
    async function finish(code: string, testApp = apps.one): Promise<Answer> {
      const browser = createBrowser(testApp);
      await browser.json('POST', '/sign-in', person);
      return browser.json('POST', '/sign-in/second-factor', { code });
    }

    it('lets each code in once, also of twenty at the same moment', async () => {
      const [code = '', another = ''] = codes();
      const parallel = Array.from({ length: 20 }, (_, index) => finish(code, apps.inTurn(index)));
      const statuses = (await Promise.all(parallel)).map(({ statusCode }) => statusCode);
      assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
      assert.equal((await finish(code)).statusCode, 401);
      assert.equal((await finish(another.toLowerCase().replaceAll('-', ''))).statusCode, 200);
    });

    it('records and mails the use, and leaves the second factor on', async () => {
      const look = async () => {
        await apps.one.runJobs();
        const subjects = subjectsTo(apps.one, person.email);
        const { totp, recoveryCodesLeft } = (
          await person.browser.json('GET', '/account/second-factor')
        ).json();
        return {
          mailed: subjects.filter((subject) => subject === 'A recovery code was used').length,
          recorded: (await auditOf(apps.one, person.email)).filter((type) => type === 'recovery_code_used')
            .length,
          totp,
          recoveryCodesLeft,
        };
      };
      const { mailed, recorded, recoveryCodesLeft } = await look();
      assert.equal((await finish(codes().at(-1) ?? '')).statusCode, 200);
      assert.deepEqual(await look(), {
        mailed: mailed + 1,
        recorded: recorded + 1,
        totp: true,
        recoveryCodesLeft: recoveryCodesLeft - 1,
      });
    });

    it('kills the old set with the new one', async () => {
      const [, , old = ''] = codes();
      const fresh = (await person.browser.json('POST', '/account/recovery-codes')).json().recoveryCodes;
      assert.equal(new Set(fresh).size, 10);
      assert.equal((await finish(old)).statusCode, 401);
      assert.equal((await finish(fresh[0])).statusCode, 200);
    });

    it("does not take somebody else's code", async () => {
      const other = await aPerson(apps.one, { hasTotp: true });
      assert.equal((await finish(other.totp?.recoveryCodes[0] ?? '')).statusCode, 401);
    });

    it('keeps them hashed, with 80 random bits each, and shows them with no-store', async () => {
      const answer = await person.browser.json('POST', '/account/recovery-codes');
      assert.equal(answer.headers['cache-control'], 'no-store');
      const shown: string[] = answer.json().recoveryCodes;
      for (const code of shown) assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      const plain = shown.map((code) => code.replaceAll('-', ''));
      for (let place = 0; place < 16; place += 1)
        assert.ok(new Set(plain.map((code) => code[place])).size > 1, `always the same at ${place}`);
      const stored = JSON.stringify(await rows(apps.one, sql`SELECT * FROM recovery_codes`));
      for (const code of shown)
        assert.ok(!stored.includes(code) && !stored.includes(code.replaceAll('-', '')));
    });

    it('counts wrong ones with wrong TOTP codes: five and the waiting sign-in is over', async () => {
      const browser = createBrowser(apps.one);
      await browser.json('POST', '/sign-in', person);
      const wrong = ['0000-0000-0000-0000', '000000', 'ZZZZ-ZZZZ-ZZZZ-ZZZZ', '111111', '2222-2222-2222-2222'];
      for (const code of wrong)
        assert.equal(
          (await browser.json('POST', '/sign-in/second-factor', { code })).json().code,
          'invalid_code',
        );
      const after = await browser.json('POST', '/sign-in/second-factor', { code: '333333' });
      assert.equal(after.json().code, 'not_authenticated');
    });
  });
}
