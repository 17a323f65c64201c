import assert from 'node:assert/strict';
import { it } from 'node:test';
import { before, hours, minutes, seconds } from '#platform/duration.ts';
import { describeOnEveryDatabase } from '#test/support/every-database.ts';
import type { UserId } from '../ids.ts';
import { AUDIT_EVENT_TYPES, type AuditEventType, createAuditLog } from './audit-log.ts';

describeOnEveryDatabase('failed attempts', (stage) => {
  const auditLog = createAuditLog(stage);
  let network = 0;
  /** A network of its own for each test. */
  const aNetwork = () => `198.18.${++network}`;
  const fail = async (
    ip: string,
    { userId, type = 'sign_in_rejected' }: { userId?: UserId; type?: AuditEventType } = {},
  ) => {
    stage.clock.advance(seconds(1));
    const client = { ip, userAgent: 'Firefox' };
    await auditLog.record(stage.databases.primary, type, { userId, client });
    return stage.clock.now();
  };
  const lately = (network?: string) => ({ since: before(stage.clock.now(), hours(1)), network });
  const db = () => stage.databases.replica;

  it('are those in which somebody did not know what was asked for, or was a robot, and no other event', async () => {
    const ip = `${aNetwork()}.1`;
    for (const type of AUDIT_EVENT_TYPES) await fail(ip, { type });
    const found = await auditLog.listFailures(db(), lately(ip), 100);
    assert.deepEqual(found.map(({ type }) => type).sort(), [
      'honeypot_filled',
      'identity_rejected',
      'password_change_rejected',
      'second_factor_rejected',
      'sign_in_rejected',
    ]);
    assert.equal(await auditLog.countFailures(db(), lately(ip)), 5);
  });

  it('are counted by client: each IPv4 address, each IPv6 /64', async () => {
    const times = [
      await fail('2001:db8:0:1::a'),
      await fail('2001:db8:0:1:ffff::b'),
      await fail('2001:db8:0:2::a'),
    ];
    assert.deepEqual(await auditLog.listFailuresByClient(db(), lately('2001:db8::/32'), 10), [
      { client: '2001:db8:0:1::/64', attempts: 2, accounts: 0, firstAt: times[0], lastAt: times[1] },
      { client: '2001:db8:0:2::/64', attempts: 1, accounts: 0, firstAt: times[2], lastAt: times[2] },
    ]);
  });

  it('are counted by account, addresses without one together', async () => {
    const net = aNetwork();
    const { id } = await stage.aUser();
    const times = [
      await fail(`${net}.1`, { userId: id }),
      await fail(`${net}.2`, { userId: id }),
      await fail(`${net}.1`),
    ];
    assert.deepEqual(await auditLog.listFailuresByAccount(db(), lately(`${net}.0/24`), 10), [
      { userId: id, attempts: 2, clients: 2, firstAt: times[0], lastAt: times[1] },
      { userId: undefined, attempts: 1, clients: 1, firstAt: times[2], lastAt: times[2] },
    ]);
    const ofPerson = { ...lately(), userId: id };
    assert.equal(await auditLog.countFailures(db(), ofPerson), 2);
    assert.equal((await auditLog.listFailuresByClient(db(), ofPerson, 1)).length, 1);
  });

  it('come newest first, from the very moment asked for on', async () => {
    const ip = `${aNetwork()}.1`;
    await fail(ip);
    const since = await fail(ip);
    const last = await fail(ip);
    const found = await auditLog.listFailures(db(), { since, network: ip }, 10);
    assert.deepEqual(
      found.map(({ occurredAt }) => occurredAt),
      [last, since],
    );
    assert.deepEqual(found[0], {
      type: 'sign_in_rejected',
      userId: undefined,
      ip,
      userAgent: 'Firefox',
      occurredAt: last,
    });
    assert.equal((await auditLog.listFailures(db(), { since, network: ip }, 1)).length, 1);
    assert.equal(await auditLog.countFailures(db(), { since: before(since, minutes(1)), network: ip }), 3);
  });

  it('leave out what an operator did, who came from no client', async () => {
    const { id } = await stage.aUser();
    await auditLog.recordByOperator(stage.databases.primary, 'user_disabled', id);
    assert.equal(await auditLog.countFailures(db(), { ...lately(), userId: id }), 0);
    const { events } = await auditLog.list(db(), id);
    assert.deepEqual(
      events.map(({ type, ip, userAgent }) => [type, ip, userAgent]),
      [['user_disabled', undefined, undefined]],
    );
  });
});
