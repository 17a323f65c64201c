import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Account, codeNow, turnOnTotp, untilStepHas } from '#test/support/http-client.ts';
import { aBrowser, aBrowserOf, look, send, signIn, somebody } from './asking.ts';
import { attachToStack } from './stack.ts';

const REPLICAS = ['postgres-replica-1', 'postgres-replica-2', 'postgres-replica-3'];
const TRIES = 200;
const AT_ONCE = 10;

const stack = attachToStack();

for (const paused of [...REPLICAS.map((one) => [one]), REPLICAS]) {
  describe(`with replay paused on ${paused.length === 1 ? paused[0] : 'every replica'}`, () => {
    it('a replaced password is accepted by no instance', () =>
      whilePaused(paused, async () => {
        const person = await somebody(stack);
        await changePassword(person);
        await assertNever(() => tryPassword(person, person.password));
        assert.equal(await tryPassword(person, NEW), 200);
      }));

    it('an ended session is accepted by no instance', () =>
      whilePaused(paused, async () => {
        const person = await somebody(stack);
        const other = aBrowserOf(stack, person);
        assert.equal((await signIn(other, person.email, person.password)).status, 200);
        const token = other.cookies.get('session');
        assert.equal((await send(person.client, 'DELETE', '/sessions')).status, 200);
        await assertNever((count) => look(stack, count % 2 ? '/forward-auth' : '/api/v1/session', token));
        assert.equal(await look(stack, '/forward-auth', person.client.cookies.get('session')), 204);
      }));
  });
}

describe('while no replica replays', () => {
  it('somebody whom an operator disabled is let in by no instance', () =>
    whilePaused(REPLICAS, async () => {
      const person = await somebody(stack);
      const token = person.client.cookies.get('session');
      await stack.operator('users', 'disable', person.email, '--yes');
      // A device that was known is so no more: five tries are free.
      for (let tries = 0; tries < 5; tries += 1)
        assert.equal(await tryPassword(person, person.password), 401);
      await assertNever(() => look(stack, '/forward-auth', token));
    }));

  it('a second factor of a moment ago is asked for by each instance', () =>
    whilePaused(REPLICAS, async () => {
      const person = await somebody(stack);
      await untilStepHas(4_000);
      await turnOnTotp(person);
      await assertNever(async () => {
        const { status, body } = await signIn(aBrowserOf(stack, person), person.email, person.password);
        return body?.status === 'second_factor_required' ? 401 : status;
      });
    }));

  it('a used recovery code and a used code are good at no instance', () =>
    whilePaused(REPLICAS, async () => {
      const person = await somebody(stack);
      await untilStepHas(6_000);
      const { secret, recoveryCodes } = await turnOnTotp(person);
      const used = [recoveryCodes[0] ?? '', codeNow(secret)];
      for (const code of used) {
        const browser = await untilSecondStep(person);
        assert.equal((await send(browser, 'POST', '/sign-in/second-factor', { code })).status, 200);
      }
      let browser = await untilSecondStep(person);
      // Five failures end a waiting sign-in.
      for (let count = 0; count < TRIES; count += 1) {
        if (count % 4 === 0) browser = await untilSecondStep(person);
        const code = used[count % used.length];
        assert.equal((await send(browser, 'POST', '/sign-in/second-factor', { code })).status, 401);
      }
    }));

  const lost: [what: string, lose: () => Promise<void>][] = [
    ['was wiped', wipeRedis],
    ['was restarted', () => stack.docker('restart', 'redis')],
  ];
  for (const [what, lose] of lost)
    it(`a replaced password is accepted by no instance, after Redis ${what}`, () =>
      whilePaused(REPLICAS, async () => {
        const person = await somebody(stack);
        await changePassword(person);
        await lose();
        await assertNever(() => tryPassword(person, person.password));
        assert.equal(await tryPassword(person, NEW), 200);
      }));
});

const NEW = 'a phrase that came later';

async function changePassword({ client, password }: Account): Promise<void> {
  const body = { currentPassword: password, newPassword: NEW };
  assert.equal((await send(client, 'POST', '/account/password', body)).status, 204);
}

async function tryPassword(person: Account, password: string): Promise<number> {
  return (await signIn(aBrowserOf(stack, person), person.email, password)).status;
}

async function untilSecondStep({ email, password }: Account) {
  const browser = aBrowser(stack);
  const { body } = await signIn(browser, email, password);
  assert.equal(body?.status, 'second_factor_required');
  return browser;
}

/** Of so many tries that were judged, over both instances. */
async function assertNever(attempt: (count: number) => Promise<number>): Promise<void> {
  const statuses: number[] = [];
  let count = 0;
  const giveUpAt = Date.now() + 60_000;
  const worker = async () => {
    while (statuses.length < TRIES && Date.now() < giveUpAt) {
      count += 1;
      const status = await attempt(count);
      if (status < 500 && status !== 0) statuses.push(status);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  assert.deepEqual([...new Set(statuses)], [401]);
  assert.ok(statuses.length >= TRIES, `${statuses.length} tries were judged`);
}

async function whilePaused(replicas: readonly string[], work: () => Promise<void>): Promise<void> {
  const onEach = (statement: string) => Promise.all(replicas.map((replica) => stack.sql(replica, statement)));
  await onEach('SELECT pg_wal_replay_pause()');
  while ((await onEach('SELECT pg_get_wal_replay_pause_state()')).some((state) => state.trim() !== 'paused'))
    await pause(20);
  try {
    await work();
  } finally {
    await onEach('SELECT pg_wal_replay_resume()');
  }
}

async function wipeRedis(): Promise<void> {
  await stack.inside('redis', 'sh', '-c', 'rm -rf /data/*');
  await stack.docker('kill', 'redis');
  await stack.docker('start', 'redis');
}
