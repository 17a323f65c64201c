import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { AUDIT_EVENT_TYPES, type AuditEventType } from '#domain/audit-log/audit-log.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { AUDIT_DRIVERS } from '#test/support/audit-drivers.ts';
import type { Scene } from '#test/support/audit-scenes.ts';
import { rows } from '#test/support/observe.ts';
import { anOperator, type TestOperator } from '#test/support/operator.ts';
import { ROOMY } from '#test/support/roomy.ts';

interface Row {
  id: string;
  type: AuditEventType;
  user_id: string | null;
  ip: string | null;
  user_agent: string | null;
  detail: Record<string, unknown>;
}

/** What every request of a test comes from. */
const CLIENT = { ip: '127.0.0.1', user_agent: 'lightMyRequest', detail: {} };
/** Of a deleted account only what happened and when. */
const NO_CLIENT = { ip: null, user_agent: null, detail: {} };
const OPERATOR = { ip: null, user_agent: null, detail: { by: 'operator' } };

describe('acting without a record, or with two (D09)', () => {
  let testApp: TestApp;
  let operator: TestOperator;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...ROOMY, PROOF_OF_WORK: 'off' } });
    operator = await anOperator(testApp);
    testApp.allowLog('unexpected error');
    await rows(
      testApp,
      sql`CREATE FUNCTION refuse_record() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no record of this kind'; END $$`,
    );
  });
  after(async () => {
    await operator.close();
    await testApp.close();
  });

  it('is tried with every kind of event there is', () => {
    assert.deepEqual(Object.keys(AUDIT_DRIVERS).sort(), [...AUDIT_EVENT_TYPES].sort());
  });

  for (const type of AUDIT_EVENT_TYPES) {
    const begin = () => AUDIT_DRIVERS[type]({ testApp, operator });

    it(`finds one record of ${type}, of the right person and without what was typed`, async () => {
      const scene = await begin();
      await assertRecordedOnce(type, scene);
    });

    it(`finds no record of ${type} where it did not happen`, async () => {
      const scene = await begin();
      const left = await recordsOf(async () => {
        assert.equal((await scene.spare()).statusCode, scene.spared);
      });
      assert.ok(!left.some((row) => row.type === type), JSON.stringify(left));
    });

    it(`is not told that ${type} is done when its record is refused, and then can do it`, async () => {
      const scene = await begin();
      const left = await recordsOf(() =>
        withoutRecordsOf(type, async () => assert.equal((await scene.act()).statusCode, 500)),
      );
      assert.ok(!left.some((row) => row.type === type), JSON.stringify(left));
      if (!scene.cannotBeUndone) await assertRecordedOnce(type, scene);
    });
  }

  async function assertRecordedOnce(type: AuditEventType, scene: Scene): Promise<void> {
    const { email, act, done, secrets, also = [], isByOperator, leavesNobody } = scene;
    const [person] = await rows(testApp, sql<{ id: string }>`SELECT id FROM users WHERE email = ${email}`);
    const left = await recordsOf(async () => assert.equal((await act()).statusCode, done));
    assert.deepEqual(left.map((row) => row.type).sort(), [type, ...also].sort());
    const [now] = await rows(testApp, sql<{ id: string }>`SELECT id FROM users WHERE email = ${email}`);
    const client = leavesNobody ? NO_CLIENT : CLIENT;
    for (const { user_id, ip, user_agent, detail } of left) {
      assert.equal(user_id, (person ?? now)?.id);
      assert.deepEqual({ ip, user_agent, detail }, isByOperator ? OPERATOR : client);
    }
    const written = JSON.stringify(left);
    assert.ok(secrets.length > 0);
    assert.ok(![...secrets, email].some((secret) => written.includes(secret)));
  }

  /** Everything that was recorded meanwhile, of whatever kind. */
  async function recordsOf(act: () => Promise<void>): Promise<Row[]> {
    const all = () => rows(testApp, sql<Row>`SELECT * FROM audit_log`);
    const before = new Set((await all()).map(({ id }) => id));
    await act();
    return (await all()).filter(({ id }) => !before.has(id));
  }

  /** Refused as late as can be: when the transaction that wrote it is about to be committed. */
  async function withoutRecordsOf(type: AuditEventType, act: () => Promise<void>): Promise<void> {
    await rows(
      testApp,
      sql`CREATE CONSTRAINT TRIGGER refuse_record AFTER INSERT ON audit_log DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.type = ${sql.lit(type)}) EXECUTE FUNCTION refuse_record()`,
    );
    try {
      await act();
    } finally {
      await rows(testApp, sql`DROP TRIGGER refuse_record ON audit_log`);
    }
  }
});
