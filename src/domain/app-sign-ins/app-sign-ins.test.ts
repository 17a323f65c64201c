import assert from 'node:assert/strict';
import { it } from 'node:test';
import { milliseconds } from '#platform/duration.ts';
import { hashToken } from '#platform/hashing.ts';
import { createRandom } from '#platform/random.ts';
import { describeOnEveryState } from '#test/support/every-state.ts';
import { createAppSignIns } from './app-sign-ins.ts';

describeOnEveryState('the code of a sign-in to an app', (stage) => {
  const random = createRandom(stage.clock);
  const signInsOn = (instance: number) =>
    createAppSignIns({ records: stage.instance(instance), clock: stage.clock, random });
  const signIn = {
    origin: 'https://wiki.example.org',
    state: hashToken('state'),
    session: hashToken('session'),
    returnTo: '/page?a=1&b=2',
  };

  it('is worth what it was issued for, once', async () => {
    const code = await signInsOn(0).issueCode(signIn);
    assert.match(code, /^[\w-]{43}$/);
    assert.deepEqual(await signInsOn(1).consumeCode(code), signIn);
    assert.equal(await signInsOn(0).consumeCode(code), undefined);
  });

  it('is worth it to one of twenty who come at the same moment over two instances', async () => {
    const code = await signInsOn(0).issueCode(signIn);
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, index) => signInsOn(index).consumeCode(code)),
    );
    assert.equal(taken.filter((one) => one !== undefined).length, 1);
  });

  it('is worth nothing after a minute', async () => {
    const [early, late] = [await signInsOn(0).issueCode(signIn), await signInsOn(0).issueCode(signIn)];
    stage.clock.advance(milliseconds(59_999));
    assert.ok(await signInsOn(0).consumeCode(early));
    stage.clock.advance(milliseconds(1));
    assert.equal(await signInsOn(0).consumeCode(late), undefined);
  });

  it('is stored by its hash only', async () => {
    const code = await signInsOn(0).issueCode(signIn);
    assert.equal(await stage.state.find(`app-sign-in:${code}`), undefined);
    const value = await stage.state.find(`app-sign-in:${hashToken(code)}`);
    assert.ok(value && !value.includes(code));
  });

  it('keeps the state token that a browser has already', () => {
    assert.equal(signInsOn(0).issueState('held'), 'held');
    assert.match(signInsOn(0).issueState(undefined), /^[\w-]{43}$/);
  });
});
