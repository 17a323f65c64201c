import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFakeClock } from '#test/support/fakes.ts';
import { encodeProof, solve, solvedProof } from '#test/support/proofs.ts';
import { minutes, seconds } from './duration.ts';
import { createKeyring } from './encryption.ts';
import { createProofOfWork, unsolved } from './proof-of-work.ts';
import { createRandom } from './random.ts';

const OLD_KEY = Buffer.alloc(32, 1);
const NEW_KEY = Buffer.alloc(32, 2);

describe('a proof of work', () => {
  const clock = createFakeClock();
  const withKeys = (...keys: Uint8Array[]) =>
    createProofOfWork({ keyring: createKeyring(keys, createRandom(clock)), clock });
  const proofOfWork = withKeys(OLD_KEY);

  it('is accepted when solved, for the purpose it was made for', async () => {
    const solved = await solve(await proofOfWork.challenge('sign_in'));
    const judged = await proofOfWork.judge(encodeProof(solved), 'sign_in');
    assert.deepEqual(judged, { kind: 'solved', key: solved.challenge.parameters.nonce });
    assert.deepEqual(await proofOfWork.judge(encodeProof(solved), 'sign_up'), { kind: 'invalid' });
  });

  it('takes more than a hundred derivations on average', async () => {
    const counters: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const { solution } = await solve(await proofOfWork.challenge('sign_in'));
      counters.push(solution?.counter ?? 0);
    }
    assert.ok(counters.reduce((sum, counter) => sum + counter, 0) / counters.length > 100, String(counters));
  });

  it('stays good after the keys were rotated, and not when its key is gone', async () => {
    const proof = await solvedProof(await proofOfWork.challenge('sign_in'));
    assert.equal((await withKeys(NEW_KEY, OLD_KEY).judge(proof, 'sign_in')).kind, 'solved');
    assert.equal((await withKeys(NEW_KEY).judge(proof, 'sign_in')).kind, 'invalid');
  });

  it('is void after a quarter of an hour', async () => {
    const proof = await solvedProof(await proofOfWork.challenge('sign_in'));
    clock.advance(minutes(15));
    assert.equal((await proofOfWork.judge(proof, 'sign_in')).kind, 'solved');
    clock.advance(seconds(1));
    assert.equal((await proofOfWork.judge(proof, 'sign_in')).kind, 'invalid');
  });

  it('may be waited for: half a minute, by who computes nothing', async () => {
    const challenge = await proofOfWork.challenge('sign_in');
    const early = await proofOfWork.judge(unsolved(challenge), 'sign_in');
    assert.deepEqual(early, { kind: 'too_early', challenge });
    clock.advance(seconds(30));
    assert.deepEqual(await proofOfWork.judge(unsolved(challenge), 'sign_in'), {
      kind: 'waited',
      key: challenge.parameters.nonce,
    });
  });

  it('is invalid with anything changed: easier, older, of another purpose, for another answer', async () => {
    const { challenge, solution } = await solve(await proofOfWork.challenge('sign_in'));
    const { parameters, signature } = challenge;
    const forged = [
      { challenge: { ...challenge, signature: '00'.repeat(32) }, solution },
      { challenge: { parameters }, solution },
      { challenge: { parameters: { ...parameters, cost: 1 }, signature }, solution },
      { challenge: { parameters: { ...parameters, keyPrefix: '0' }, signature }, solution },
      {
        challenge: { parameters: { ...parameters, data: { purpose: 'sign_in', issuedAt: 0 } }, signature },
        solution,
      },
      { challenge, solution: { ...solution, counter: Number(solution?.counter) + 1 } },
      { challenge, solution: { ...solution, derivedKey: '00'.repeat(32) } },
      { challenge, solution: 'solved' },
      { challenge, solution: [] },
    ];
    for (const proof of forged)
      assert.deepEqual(await proofOfWork.judge(encodeProof(proof), 'sign_in'), { kind: 'invalid' });
  });

  it('is invalid when it was made up and calls itself expired, waited for or not', async () => {
    const data = { purpose: 'sign_in', issuedAt: clock.now().getTime() - seconds(31) };
    const { challenge, solution } = await solve(await proofOfWork.challenge('sign_in'));
    const expired = { ...challenge.parameters, data, expiresAt: 1 };
    const forged = [
      { challenge: { parameters: { nonce: 'of my own', data, expiresAt: 1 } } },
      { challenge: { parameters: expired, signature: challenge.signature } },
      { challenge: { parameters: expired, signature: challenge.signature }, solution },
    ];
    for (const proof of forged)
      assert.deepEqual(await proofOfWork.judge(encodeProof(proof), 'sign_in'), { kind: 'invalid' });
  });

  it('is invalid when it is no proof at all', async () => {
    const texts = ['', 'x', '{}', 'null', '[]', '{"challenge":null}', '{"challenge":{"parameters":1}}'];
    for (const text of [...texts, ...texts.map((one) => Buffer.from(one).toString('base64'))])
      assert.deepEqual(await proofOfWork.judge(text, 'sign_in'), { kind: 'invalid' });
  });
});
