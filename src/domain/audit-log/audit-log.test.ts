import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { writing } from '#platform/database/database.ts';
import { type Duration, days, seconds } from '#platform/duration.ts';
import { describeOnEveryDatabase, everythingIn } from '#test/support/every-database.ts';
import type { UserId } from '../ids.ts';
import { AUDIT_EVENT_TYPES, type AuditEventType, createAuditLog } from './audit-log.ts';

const minus = (one: Duration, other: Duration) => (one - other) as Duration;
const CLIENT = { ip: '2001:db8::1', userAgent: 'Mozilla/5.0 "quoted" \u{1F98A}' };

describeOnEveryDatabase('the audit log', (stage) => {
  const auditLog = createAuditLog(stage);
  const record = async (userId: UserId | undefined, type: AuditEventType) => {
    stage.clock.advance(seconds(1));
    await auditLog.record(stage.databases.primary, type, { userId, client: CLIENT });
  };
  const list = (userId: UserId, options = {}) => auditLog.list(stage.databases.replica, userId, options);

  it('tells what happened, when and from where, newest first, each kind under its own name', async () => {
    const { id } = await stage.aUser();
    for (const type of AUDIT_EVENT_TYPES) await record(id, type);
    const { events, nextCursor } = await list(id, { limit: 100 });
    assert.deepEqual(
      events.map(({ type }) => type),
      [...AUDIT_EVENT_TYPES].reverse(),
    );
    assert.equal(nextCursor, undefined);
    const newest = events[0];
    assert.deepEqual(newest, {
      id: newest?.id,
      type: AUDIT_EVENT_TYPES.at(-1),
      ip: CLIENT.ip,
      userAgent: CLIENT.userAgent,
      occurredAt: stage.clock.now(),
    });
  });

  it('gives all events exactly once over its pages, also while new ones arrive', async () => {
    const { id } = await stage.aUser();
    for (let count = 0; count < 7; count += 1) await record(id, 'signed_in');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(id, { limit: 3, cursor });
      seen.push(...page.events.map((event) => event.id));
      cursor = page.nextCursor;
      await record(id, 'signed_out');
    } while (cursor);
    assert.equal(seen.length, 7);
    assert.equal(new Set(seen).size, 7);
  });

  it('gives no cursor when the last page is exactly full', async () => {
    const { id } = await stage.aUser();
    for (let count = 0; count < 3; count += 1) await record(id, 'signed_in');
    assert.equal((await list(id, { limit: 3 })).nextCursor, undefined);
    assert.ok((await list(id, { limit: 2 })).nextCursor);
  });

  it('shows each person their own events, also with somebody else’s cursor', async () => {
    const [robin, kim] = [await stage.aUser(), await stage.aUser()];
    await record(robin.id, 'signed_in');
    await record(kim.id, 'password_changed');
    await record(robin.id, 'signed_out');
    assert.deepEqual(
      (await list(kim.id)).events.map(({ type }) => type),
      ['password_changed'],
    );
    const cursor = (await list(robin.id)).events[0]?.id;
    assert.deepEqual(
      (await list(kim.id, { cursor })).events.map(({ type }) => type),
      ['password_changed'],
    );
  });

  it('stands or falls with the change it speaks of', async () => {
    const { id } = await stage.aUser();
    const failing = stage.tx(async (tx) => {
      await auditLog.record(tx, 'password_changed', { userId: id, client: CLIENT });
      throw new Error('the change failed');
    });
    await assert.rejects(failing, /the change failed/);
    assert.deepEqual((await list(id)).events, []);
  });

  it('records what nobody in particular did, too', async () => {
    await record(undefined, 'sign_in_rejected');
    const rows = await everythingIn(stage.databases.primary, 'audit_log');
    assert.match(rows, /"user_id": null/);
  });

  it('forgets from where a person came, and not what happened', async () => {
    const [{ id }, other] = [await stage.aUser(), await stage.aUser()];
    await record(id, 'sign_in_rejected');
    await record(id, 'account_deleted');
    await record(other.id, 'signed_in');
    await stage.tx((tx) => auditLog.forgetPerson(tx, id));
    const clients = async (userId: UserId) =>
      (await list(userId)).events.map(({ type, ip, userAgent }) => [type, ip, userAgent]);
    assert.deepEqual(await clients(id), [
      ['account_deleted', undefined, undefined],
      ['sign_in_rejected', undefined, undefined],
    ]);
    assert.deepEqual(await clients(other.id), [['signed_in', CLIENT.ip, CLIENT.userAgent]]);
  });

  it('deletes what is older than its retention, however much that is, and nothing younger', async () => {
    const { primary } = stage.databases;
    const brief = createAuditLog({ ...stage, retention: days(30) });
    const { id } = await stage.aUser();
    await brief.purge(primary);
    await record(id, 'signed_in');
    await sql`
      INSERT INTO audit_log (id, type, user_id, occurred_at)
      SELECT overlay(gen_random_uuid()::text PLACING left(id::text, 18) FROM 1 FOR 18)::uuid, type, user_id, occurred_at
      FROM audit_log, generate_series(1, 12000) WHERE user_id = ${id}`.execute(writing(primary));
    stage.clock.advance(seconds(1));
    await record(id, 'signed_out');
    stage.clock.advance(minus(days(30), seconds(2)));
    await brief.purge(primary);
    const types = async () => (await list(id, { limit: 20_000 })).events.map(({ type }) => type);
    assert.equal((await types()).length, 12_002);
    stage.clock.advance(seconds(1));
    await brief.purge(primary);
    assert.deepEqual(await types(), ['signed_out']);
    stage.clock.advance(seconds(3));
    await brief.purge(primary);
    assert.deepEqual(await types(), []);
  });
});
