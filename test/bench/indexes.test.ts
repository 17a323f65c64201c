import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, type Person, signIn } from '#test/support/people.ts';

describe('what people ask for often', () => {
  let testApp: TestApp;
  let person: Person;
  let db: Kysely<unknown>;
  before(async () => {
    testApp = await buildTestApp({ state: 'redis' });
    person = await aPerson(testApp);
    db = testApp.platform.databases.primary as unknown as Kysely<unknown>;
  });
  after(() => testApp.close());

  /** The statements outside of transactions while `work` runs. */
  async function statementsOf(work: () => Promise<unknown>): Promise<CompiledQuery[]> {
    const executor = db.getExecutor();
    const { executeQuery } = executor;
    const seen: CompiledQuery[] = [];
    executor.executeQuery = (query, ...rest) => {
      seen.push(query);
      return executeQuery.call(executor, query, ...rest) as never;
    };
    await work();
    executor.executeQuery = executeQuery;
    return seen;
  }

  /** Even the smallest table is searched by an index then, if there is one that helps. */
  const planOf = ({ sql: text, parameters }: CompiledQuery): Promise<string> =>
    db.transaction().execute(async (tx) => {
      await sql`SET LOCAL enable_seqscan = off`.execute(tx);
      const explained = { ...sql`SELECT`.compile(tx), sql: `EXPLAIN ${text}`, parameters };
      const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(explained);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });

  const asked: Record<string, { work: () => Promise<unknown>; indexes: string[] }> = {
    'signing in': {
      work: () => signIn(createBrowser(testApp), person),
      indexes: ['users_email_canonical_key', 'passwords_pkey', 'totp_secrets_pkey', 'users_pkey'],
    },
    'asking for the session': {
      work: () => person.browser.json('GET', '/session'),
      indexes: ['users_pkey', 'totp_secrets_pkey'],
    },
    'listing devices': { work: () => person.browser.json('GET', '/sessions'), indexes: ['users_pkey'] },
    'listing events': {
      work: () => person.browser.get('/account/activity'),
      indexes: ['audit_log_user_id_id_idx'],
    },
  };

  for (const [what, { work, indexes }] of Object.entries(asked))
    it(`is found by an index: ${what}`, async () => {
      const plans = await Promise.all((await statementsOf(work)).map(planOf));
      assert.ok(plans.length > 0, 'something was asked');
      for (const plan of plans) assert.doesNotMatch(plan, /Seq Scan/);
      for (const index of indexes) assert.match(plans.join('\n'), new RegExp(`\\b${index}\\b`), index);
    });
});
