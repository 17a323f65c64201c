import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashedName, hashToken } from './hashing.ts';

describe('the hash of a token', () => {
  it('is SHA-256 (FIPS 180-4, "abc" and the empty text)', () => {
    const hex = (token: string) => Buffer.from(hashToken(token), 'base64url').toString('hex');
    assert.equal(hex('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(hex(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('is 43 characters that need no escaping anywhere', () => {
    assert.match(hashToken('any'), /^[\w-]{43}$/);
  });
});

describe('a hashed name', () => {
  it('is short, always the same for one text, and does not hold it', () => {
    assert.match(hashedName('somebody@example.org'), /^[\w-]{22}$/);
    assert.equal(hashedName('somebody@example.org'), hashedName('somebody@example.org'));
    assert.notEqual(hashedName('somebody@example.org'), hashedName('somebody@example.net'));
  });
});
