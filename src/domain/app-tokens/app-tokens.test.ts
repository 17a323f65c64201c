import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeyring } from '#platform/encryption.ts';
import { hashToken } from '#platform/hashing.ts';
import { createRandom } from '#platform/random.ts';
import { createSealedTexts } from '#platform/sealed-text.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { createAppTokens } from './app-tokens.ts';

describe('a token of an app', () => {
  const random = createRandom(createFakeClock());
  const appTokens = createAppTokens(createSealedTexts(createKeyring([Buffer.alloc(32, 4)], random)));
  const session = hashToken(random.token());
  const wiki = 'https://wiki.example.org';

  it('leads to its session at that app', () => {
    assert.equal(appTokens.find(appTokens.issue(session, wiki), wiki), session);
  });

  it('leads nowhere at any other origin, however alike', () => {
    const token = appTokens.issue(session, wiki);
    for (const other of [
      'https://shop.example.org',
      'http://wiki.example.org',
      `${wiki}:8443`,
      `${wiki}.`,
      '',
    ])
      assert.equal(appTokens.find(token, other), undefined, other);
  });

  it('is neither the session’s token nor its hash', () => {
    const token = appTokens.issue(session, wiki);
    assert.ok(!token.includes(session) && !Buffer.from(token, 'base64url').includes(session));
    assert.equal(appTokens.find(session, wiki), undefined);
  });
});
