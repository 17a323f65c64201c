import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { createTokenProof, fromHeader, hashBody, isSameProof, toHeader } from './token-proof.ts';

const TOKEN = 't'.repeat(43);
const exchange = { nonce: 'n'.repeat(43), challenge: 'c'.repeat(43) };
const BODY = hashBody('{}');

describe('the proof of a token', () => {
  const proof = createTokenProof(TOKEN);
  const request = (...[method = 'POST', path = '/a', body = BODY]: string[]) =>
    proof.ofRequest(exchange, method, path, body);

  it('is HMAC-SHA-256 (RFC 2104) under the token', () => {
    const said = JSON.stringify(['request', exchange.nonce, exchange.challenge, 'POST', '/a', BODY]);
    assert.equal(request(), createHmac('sha256', TOKEN).update(said).digest('base64url'));
  });

  it('changes with everything it is over, and with the token', () => {
    const nonce = { ...exchange, nonce: 'N'.repeat(43) };
    const challenge = { ...exchange, challenge: 'C'.repeat(43) };
    const proofs = [
      request(),
      request('GET'),
      request('POST', '/b'),
      request('POST', '/a', hashBody('')),
      request('POST/a', ''),
      proof.ofRequest(nonce, 'POST', '/a', BODY),
      proof.ofRequest(challenge, 'POST', '/a', BODY),
      createTokenProof(`${TOKEN}t`).ofRequest(exchange, 'POST', '/a', BODY),
      proof.ofAnswer(exchange, 200, BODY),
      proof.ofAnswer(exchange, 404, BODY),
      proof.ofAnswer(exchange, 200, hashBody('')),
      proof.ofAnswer(nonce, 200, BODY),
      proof.ofAnswer(challenge, 200, BODY),
      proof.ofChallenge(exchange),
      proof.ofChallenge(nonce),
      proof.ofChallenge(challenge),
      createTokenProof(`${TOKEN}t`).ofChallenge(exchange),
    ];
    assert.equal(new Set(proofs).size, proofs.length);
  });

  it('is the same as itself and as no other, whatever its length', () => {
    assert.equal(isSameProof(request(), request()), true);
    for (const other of ['', request('GET'), request().slice(1), `${request()}A`])
      assert.equal(isSameProof(request(), other), false);
  });
});

describe('the header of a proof', () => {
  it('holds values of 32 bytes under their names', () => {
    const values = { nonce: 'n'.repeat(43), proof: '-_'.repeat(21).padEnd(43, 'x') };
    assert.deepEqual(fromHeader(toHeader(values), 'nonce', 'proof'), values);
    assert.equal(toHeader({}), 'Latchkey');
  });

  it('is none when anything is missing, doubled, short, long, in another order or of another scheme', () => {
    const [n, p] = [`nonce=${'n'.repeat(43)}`, `proof=${'p'.repeat(43)}`];
    const wrong = [undefined, null, '', 'Latchkey', 'Latchkey ', `${n}, ${p}`, `Bearer ${n}, ${p}`];
    wrong.push(`Latchkey ${n}`, `Latchkey ${p}, ${n}`, `Latchkey ${n}, ${n}`, `Latchkey ${n}, ${p}, ${p}`);
    wrong.push(`Latchkey ${n}, ${p}x`, `Latchkey ${n}, proof=`, `Latchkey ${n},${p}`, `Latchkey x${n}, ${p}`);
    wrong.push(`Latchkey  ${n}, ${p}`, `Latchkeys ${n}, ${p}`, `Latchkey ${n}, ${p.slice(0, -1)}é`);
    for (const header of wrong) assert.equal(fromHeader(header, 'nonce', 'proof'), undefined, String(header));
  });
});
