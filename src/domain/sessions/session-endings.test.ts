import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { hours, seconds } from '#platform/duration.ts';
import { describeOnEveryDatabase, everythingIn } from '#test/support/every-database.ts';
import { openState } from '#test/support/every-state.ts';
import { aSessionStage, type SessionStage } from '#test/support/session-stage.ts';
import type { Session } from './sessions.ts';

describeOnEveryDatabase('ending sessions in Redis', (stage) => {
  const { clock } = stage;
  let redis: Awaited<ReturnType<typeof openState>>;
  let stand: SessionStage;
  before(async () => {
    redis = await openState('redis', clock);
    stand = await aSessionStage(stage, redis.instances[0]);
  });
  after(() => redis.close());
  const sessions = () => stand.sessions;
  const lives = async (token: string) => (await sessions().resume(token, { isSilent: true })) !== undefined;
  const three = async () => {
    const { id } = await stage.aUser();
    const [a, b, c] = [
      await stand.start({ userId: id }),
      await stand.start({ userId: id }),
      await stand.start({ userId: id }),
    ];
    return { id, a, b, c };
  };
  /** What an old snapshot of the store does: the record is there again. */
  const bringBack = (session: Session) => stand.store.insert(session);

  it('ends all but the kept one, whose token goes on', async () => {
    const { id, a, b, c } = await three();
    const other = await stand.start();
    const version = await stand.raiseVersion(id);
    assert.equal(await sessions().carryOver(b.session, { securityVersion: version }), true);
    assert.equal(await sessions().endAll(id, version, b.session), 2);
    assert.deepEqual(await Promise.all([a, b, c, other].map(({ token }) => lives(token))), [
      false,
      true,
      false,
      true,
    ]);
    assert.equal(await sessions().endAll(id, version), 1);
    assert.equal(await lives(b.token), false);
    assert.equal(
      await sessions().carryOver(b.session, { securityVersion: version }),
      false,
      'what ended is not carried over',
    );
  });

  it('happens in the background when whoever demanded it died before', async () => {
    const { id, a } = await three();
    const version = await stand.raiseVersion(id);
    const kept = await stand.start({ userId: id, securityVersion: version });
    await sessions().finishEndings();
    assert.equal(await lives(a.token), true, 'whoever demanded it has a moment to do it');
    clock.advance(seconds(6));
    await sessions().finishEndings();
    assert.deepEqual([await lives(a.token), await lives(kept.token)], [false, true]);
    assert.equal((await sessions().list(id)).length, 1);
    assert.ok(!(await everythingIn(stage.databases.primary, 'session_endings')).includes(id));
  });

  it('is not demanded any more once it is done, and a later demand is not forgotten with it', async () => {
    const { id, a } = await three();
    const first = await stand.raiseVersion(id);
    await stand.raiseVersion(id);
    await sessions().endAll(id, first);
    assert.ok((await everythingIn(stage.databases.primary, 'session_endings')).includes(id));
    await sessions().endAll(id, first + 1);
    assert.ok(!(await everythingIn(stage.databases.primary, 'session_endings')).includes(id));
    assert.equal(await lives(a.token), false);
  });

  it('is not demanded when the change that would have is rolled back', async () => {
    const { id, a } = await three();
    const failing = stage.tx(async (tx) => {
      await sessions().demandEnding(tx, id, 2);
      throw new Error('the change failed');
    });
    await assert.rejects(failing, /the change failed/);
    clock.advance(seconds(6));
    await sessions().finishEndings();
    assert.equal(await lives(a.token), true);
  });

  it('holds against an old snapshot: what ended stays ended after a restart of the store', async () => {
    const { a, b, c } = await three();
    await sessions().end(a.session, 'signed_out');
    const renewed = await sessions().renew(b.session, { assuranceLevel: 'aal2' });
    stand.restart();
    await bringBack(a.session);
    await bringBack(b.session);

    assert.equal(await lives(a.token), false, 'signed out');
    assert.equal(await lives(b.token), false, 'its token was changed');
    assert.equal(await lives(renewed?.token as string), true);
    assert.equal(await lives(c.token), true);
    assert.equal(await stand.store.find(a.session.tokenHash), undefined, 'and is taken out again');
  });

  it('holds against an old snapshot when the version was raised since', async () => {
    const { id, a } = await three();
    const version = await stand.raiseVersion(id);
    stand.restart();
    await bringBack(a.session);
    assert.equal(await lives(a.token), false);
    assert.ok(await stand.start({ userId: id, securityVersion: version }));
  });

  it('asks the database once after a restart, not at every visit', async () => {
    const { a } = await three();
    stand.restart();
    const before = await sessions().resume(a.token, { isSilent: true });
    const stored = await stand.store.find(a.session.tokenHash);
    assert.equal(stored?.epoch, before?.epoch);
    assert.notEqual(stored?.epoch, a.session.epoch);
    assert.deepEqual(stored?.lastSeenAt, a.session.lastSeenAt, 'looking silently is still no visit');
  });

  it('remembers what ended for as long as it could have lived', async () => {
    const { a } = await three();
    await sessions().end(a.session, 'signed_out');
    const rows = () => everythingIn(stage.databases.primary, 'ended_sessions');
    clock.advance(hours(11));
    await sessions().purge();
    assert.ok((await rows()).includes(a.session.tokenHash));
    assert.ok(!(await rows()).includes(a.token));
    clock.advance(hours(1));
    await sessions().purge();
    assert.ok(!(await rows()).includes(a.session.tokenHash));
  });

  it('happens to the sessions of an account that is gone by then', async () => {
    const { id, a } = await three();
    await stand.removeUser(id);
    clock.advance(seconds(6));
    await sessions().finishEndings();
    assert.equal(await lives(a.token), false);
    assert.equal((await stand.store.list(id)).length, 0);
    assert.ok(!(await everythingIn(stage.databases.primary, 'session_endings')).includes(id));
  });
});
