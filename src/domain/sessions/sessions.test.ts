import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type Duration, days, hours, milliseconds, minutes, seconds } from '#platform/duration.ts';
import { describeOnEveryDatabase, everythingIn, inParallel } from '#test/support/every-database.ts';
import { aSessionStage, type SessionStage } from '#test/support/session-stage.ts';
import type { SessionId } from '../ids.ts';
import type { Session } from './sessions.ts';

describeOnEveryDatabase('sessions', (stage) => {
  const { clock } = stage;
  let stand: SessionStage;
  before(async () => {
    stand = await aSessionStage(stage);
  });
  after(() => stand.close());
  const sessions = () => stand.sessions;
  const lives = async (token: string) => (await sessions().resume(token, { isSilent: true })) !== undefined;

  it('are resumed by their token with what they were started with', async () => {
    const { session, token } = await stand.start({ assuranceLevel: 'aal2' });
    assert.match(token, /^[\w-]{43}$/);
    assert.deepEqual(await sessions().resume(token), session);
    assert.equal(session.assuranceLevel, 'aal2');
    assert.deepEqual([session.ip, session.userAgent], ['192.0.2.7', 'Firefox']);
    assert.deepEqual(session.authenticatedAt, clock.now());
  });

  it('are unknown under any other token, the stored hash included', async () => {
    const { session, token } = await stand.start();
    for (const text of ['', 'x', token.slice(1), `${token}=`, session.tokenHash, session.id, 'A'.repeat(43)])
      assert.equal(await sessions().resume(text), undefined, text);
  });

  it('end after the idle timeout, which each visit begins anew', async () => {
    const { token } = await stand.start();
    for (let visits = 0; visits < 4; visits += 1) {
      clock.advance((minutes(30) - 1) as Duration);
      assert.ok(await sessions().resume(token));
    }
    clock.advance(minutes(30));
    assert.equal(await sessions().resume(token), undefined);
  });

  it('end at their absolute end, whatever the activity', async () => {
    const { token, session } = await stand.start();
    while (clock.now().getTime() + minutes(20) < session.expiresAt.getTime()) {
      clock.advance(minutes(20));
      assert.ok(await sessions().resume(token));
    }
    clock.advance((session.expiresAt.getTime() - clock.now().getTime() - 1) as Duration);
    assert.ok(await lives(token));
    clock.advance(milliseconds(1));
    assert.equal(await sessions().resume(token), undefined);
    assert.equal(session.expiresAt.getTime() - session.createdAt.getTime(), hours(12));
  });

  it('last longer when they are remembered: seven days idle, thirty in all', async () => {
    const { token, session } = await stand.start({ isRemembered: true });
    for (let visits = 0; visits < 4; visits += 1) {
      clock.advance((days(7) - 1) as Duration);
      assert.ok(await sessions().resume(token));
    }
    clock.advance(days(2));
    assert.equal(await lives(token), true);
    clock.advance(minutes(1));
    assert.equal(await lives(token), false);
    assert.equal(session.expiresAt.getTime() - session.createdAt.getTime(), days(30));

    const idle = await stand.start({ isRemembered: true });
    clock.advance(days(7));
    assert.equal(await lives(idle.token), false);
  });

  it('write down when they were last seen once a minute at most', async () => {
    const { token, session } = await stand.start();
    const seen = async () => (await stand.store.find(session.tokenHash))?.lastSeenAt.getTime();
    const started = clock.now().getTime();
    clock.advance((minutes(1) - 1) as Duration);
    await sessions().resume(token);
    assert.equal(await seen(), started);
    clock.advance(milliseconds(1));
    await sessions().resume(token);
    assert.equal(await seen(), started + minutes(1));
  });

  it('write it down every tenth of the idle timeout where that is shorter', async () => {
    const hasty = stand.withSettings({ idleTimeout: seconds(10) });
    const { token } = await hasty.start();
    for (let visits = 0; visits < 30; visits += 1) {
      clock.advance(seconds(1));
      assert.ok(await hasty.sessions.resume(token), `visit ${visits}`);
    }
    clock.advance(seconds(10));
    assert.equal(await hasty.sessions.resume(token), undefined);
  });

  it('are not kept alive by a silent look', async () => {
    const { token } = await stand.start();
    clock.advance(minutes(29));
    assert.ok(await sessions().resume(token, { isSilent: true }));
    clock.advance(minutes(1));
    assert.equal(await sessions().resume(token), undefined);
  });

  it('are not brought back by a visit that began before they ended', async () => {
    const { token, session } = await stand.start();
    clock.advance(minutes(5));
    const interrupted = stand.withStore({
      find: async (hash) => {
        const found = await stand.store.find(hash);
        await sessions().end(session, 'signed_out');
        return found;
      },
    });
    assert.equal(await interrupted.resume(token), undefined);
    assert.equal(await lives(token), false);
    assert.deepEqual(await sessions().list(session.userId), []);
  });

  it('change their token when renewed; the old one is void, id and absolute end stay', async () => {
    const { token, session } = await stand.start();
    clock.advance(minutes(3));
    const renewed = await sessions().renew(session, { assuranceLevel: 'aal2' });
    assert.ok(renewed && renewed.token !== token);
    assert.equal(await lives(token), false);
    assert.deepEqual(await sessions().resume(renewed.token), {
      ...session,
      tokenHash: renewed.session.tokenHash,
      assuranceLevel: 'aal2',
      authenticatedAt: clock.now(),
      lastSeenAt: clock.now(),
    });
  });

  it('are renewed by exactly one of twenty callers', async () => {
    const { session } = await stand.start();
    const renewed = await inParallel(20, () => sessions().renew(session, {}));
    const tokens = renewed.flatMap((one) => (one ? [one.token] : []));
    assert.equal(tokens.length, 1);
    assert.ok(await lives(tokens[0] as string));
    assert.equal((await sessions().list(session.userId)).length, 1);
  });

  it('are taken back when the version was raised while the credentials were being verified', async () => {
    const { id } = await stage.aUser();
    await stand.raiseVersion(id);
    assert.equal(await stand.tryToStart({ userId: id, securityVersion: 1 }), undefined);
    assert.deepEqual(await sessions().list(id), []);
    assert.ok(await stand.tryToStart({ userId: id, securityVersion: 2 }));
  });

  it('are not renewed across a raised version, unless the renewal carries it', async () => {
    const [stale, current] = [await stand.start(), await stand.start()];
    const staleVersion = await stand.raiseVersion(stale.session.userId);
    assert.equal(await sessions().renew(stale.session, {}), undefined);
    assert.equal(staleVersion, 2);
    const version = await stand.raiseVersion(current.session.userId);
    assert.ok(await sessions().renew(current.session, { securityVersion: version }));
  });

  it('are fifty a person at most; the one unseen for longest ends', async () => {
    const { id } = await stage.aUser();
    const tokens: string[] = [];
    for (let count = 0; count < 50; count += 1) {
      clock.advance(seconds(1));
      tokens.push((await stand.tryToStart({ userId: id }))?.token as string);
    }
    clock.advance(minutes(1));
    await sessions().resume(tokens[0] as string);
    tokens.push((await stand.tryToStart({ userId: id }))?.token as string);
    const listed = await sessions().list(id);
    assert.equal(listed.length, 50);
    assert.deepEqual([await lives(tokens[0] as string), await lives(tokens[1] as string)], [true, false]);
  });

  it('are listed by when they were last seen, live ones only', async () => {
    const { id } = await stage.aUser();
    const idle = (await stand.tryToStart({ userId: id }))?.session as Session;
    clock.advance(minutes(20));
    const first = (await stand.tryToStart({ userId: id }))?.session as Session;
    clock.advance(minutes(10));
    const second = (await stand.tryToStart({ userId: id }))?.session as Session;
    const ids = (await sessions().list(id)).map((session) => session.id);
    assert.deepEqual(ids, [second.id, first.id]);
    assert.ok(!ids.includes(idle.id));
  });

  it('are ended by their id, their owner’s only', async () => {
    const [mine, foreign] = [await stand.start(), await stand.start()];
    const unknown = stage.random.uuid() as SessionId;
    assert.equal(await sessions().endById(mine.session.userId, foreign.session.id), false);
    assert.equal(await sessions().endById(mine.session.userId, unknown), false);
    assert.equal(await lives(foreign.token), true);
    assert.equal(await sessions().endById(mine.session.userId, mine.session.id), true);
    assert.equal(await sessions().endById(mine.session.userId, mine.session.id), false);
    assert.equal(await lives(mine.token), false);
  });

  it('are stored by the hash of their token only', async () => {
    const { token } = await stand.start();
    assert.ok(!(await everythingIn(stage.databases.primary, 'short_lived_records')).includes(token));
  });
});
