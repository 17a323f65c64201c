import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { writing } from '#platform/database/database.ts';
import { type Duration, milliseconds, minutes, seconds } from '#platform/duration.ts';
import { createKeyring } from '#platform/encryption.ts';
import { describeOnEveryDatabase, everythingIn, inParallel } from '#test/support/every-database.ts';
import { codeAt } from '#test/support/people.ts';
import type { SessionId, UserId } from '../ids.ts';
import { createTotp } from './totp.ts';

const KEY_A = Buffer.alloc(32, 0xa);
const KEY_B = Buffer.alloc(32, 0xb);

describeOnEveryDatabase('TOTP', (stage) => {
  const { clock, random } = stage;
  const under = (...keys: Uint8Array[]) =>
    createTotp({ keyring: createKeyring(keys, random), clock, random, issuer: 'Latchkey' });
  const totp = under(KEY_A);
  const primary = () => stage.databases.primary;

  const aSession = () => random.uuid() as SessionId;
  const enrol = (userId: UserId, sessionId: SessionId) =>
    stage.tx((tx) => totp.enrol(tx, userId, sessionId, 'robin@example.org'));
  const confirm = (userId: UserId, sessionId: SessionId, code: string) =>
    stage.tx((tx) => totp.confirm(tx, userId, sessionId, code));
  const codeNow = (secret: string, offset = 0) =>
    codeAt(secret, new Date(clock.now().getTime() + offset * 30_000));
  const nextCode = (secret: string) => {
    clock.advance(seconds(30));
    return codeNow(secret);
  };
  const somebodyWithTotp = async () => {
    const { id } = await stage.aUser();
    const session = aSession();
    const { secret } = await enrol(id, session);
    assert.equal(await confirm(id, session, codeNow(secret)), true);
    return { id, secret };
  };

  it('is off until a code confirmed the secret that was shown', async () => {
    const { id } = await stage.aUser();
    const session = aSession();
    const { secret, otpauthUri } = await enrol(id, session);
    assert.ok(otpauthUri.includes(`secret=${secret}`));
    assert.equal(await totp.isOn(primary(), id), false);
    assert.equal(await totp.verify(primary(), id, codeNow(secret)), false);
    assert.equal(await confirm(id, session, '000000'), false);
    assert.equal(await confirm(id, session, codeNow(secret)), true);
    assert.equal(await totp.isOn(primary(), id), true);
  });

  it('uses up the code that confirmed it', async () => {
    const { id, secret } = await somebodyWithTotp();
    assert.equal(await totp.verify(primary(), id, codeNow(secret)), false);
    assert.equal(await totp.verify(primary(), id, nextCode(secret)), true);
  });

  it('accepts a code once of twenty tries at the same moment', async () => {
    const { id, secret } = await somebodyWithTotp();
    const code = nextCode(secret);
    const accepted = await inParallel(20, () => totp.verify(primary(), id, code));
    assert.equal(accepted.filter(Boolean).length, 1);
  });

  it('accepts no code older than the last, though the window would', async () => {
    const { id, secret } = await somebodyWithTotp();
    clock.advance(minutes(5));
    const [before, now, ahead] = [codeNow(secret, -1), codeNow(secret), codeNow(secret, 1)];
    assert.equal(await totp.verify(primary(), id, now), true);
    assert.equal(await totp.verify(primary(), id, before), false);
    assert.equal(await totp.verify(primary(), id, ahead), true);
    assert.equal(await totp.verify(primary(), id, now), false);
  });

  it('confirms in the session that enrolled, within ten minutes, the latest secret only', async () => {
    const { id } = await stage.aUser();
    const [mine, foreign] = [aSession(), aSession()];
    const older = await enrol(id, mine);
    const { secret } = await enrol(id, mine);
    assert.equal(await confirm(id, mine, codeNow(older.secret)), false);
    assert.equal(await confirm(id, foreign, codeNow(secret)), false);
    assert.equal(await totp.findEnrolment(primary(), id, foreign, 'x'), undefined);
    assert.equal((await totp.findEnrolment(primary(), id, mine, 'x'))?.secret, secret);

    clock.advance((minutes(10) - 1) as Duration);
    assert.equal((await totp.findEnrolment(primary(), id, mine, 'x'))?.secret, secret);
    clock.advance(milliseconds(1));
    assert.equal(await totp.findEnrolment(primary(), id, mine, 'x'), undefined);
    assert.equal(await confirm(id, mine, codeNow(secret)), false);
  });

  it('is confirmed once of twenty tries at the same moment', async () => {
    const { id } = await stage.aUser();
    const session = aSession();
    const { secret } = await enrol(id, session);
    const confirmed = await inParallel(20, () => confirm(id, session, codeNow(secret)));
    assert.equal(confirmed.filter(Boolean).length, 1);
    assert.equal(await totp.findEnrolment(primary(), id, session, 'x'), undefined, 'not readable any more');
  });

  it('keeps the active secret while another is being set up, and replaces it at confirming', async () => {
    const { id, secret } = await somebodyWithTotp();
    const session = aSession();
    const { secret: newer } = await enrol(id, session);
    assert.equal(await totp.verify(primary(), id, nextCode(secret)), true);
    assert.equal(await confirm(id, session, codeNow(newer)), true);
    assert.equal(await totp.verify(primary(), id, nextCode(secret)), false);
    assert.equal(await totp.verify(primary(), id, codeNow(newer)), true);
  });

  it('is turned off once, and its codes with it', async () => {
    const { id, secret } = await somebodyWithTotp();
    const off = await inParallel(5, () => stage.tx((tx) => totp.turnOff(tx, id)));
    assert.equal(off.filter(Boolean).length, 1);
    assert.equal(await totp.isOn(primary(), id), false);
    assert.equal(await totp.verify(primary(), id, nextCode(secret)), false);
  });

  it('keeps secrets sealed: neither base32 nor bytes are in the rows', async () => {
    const { secret } = await somebodyWithTotp();
    const { id } = await stage.aUser();
    const waiting = await enrol(id, aSession());
    const rows = (await everythingIn(primary(), 'totp_secrets', 'totp_enrolments')).toLowerCase();
    assert.ok(rows.includes('ciphertext'));
    for (const base32 of [secret, waiting.secret]) {
      assert.ok(!rows.includes(base32.toLowerCase()));
      assert.ok(!rows.includes(bytesOf(base32).toString('hex')));
    }
  });

  it('does not open a ciphertext that was moved to another person’s row, or from the enrolments', async () => {
    const [victim, thief] = [await somebodyWithTotp(), await somebodyWithTotp()];
    await sql`
      UPDATE totp_secrets SET ciphertext = (SELECT ciphertext FROM totp_secrets WHERE user_id = ${thief.id})
      WHERE user_id = ${victim.id}
    `.execute(writing(primary()));
    await assert.rejects(totp.verify(primary(), victim.id, nextCode(thief.secret)));

    const enrolled = await enrol(thief.id, aSession());
    await sql`
      UPDATE totp_secrets SET ciphertext = (SELECT ciphertext FROM totp_enrolments WHERE user_id = ${thief.id})
      WHERE user_id = ${thief.id}
    `.execute(writing(primary()));
    await assert.rejects(totp.verify(primary(), thief.id, nextCode(enrolled.secret)));
  });

  it('survives a change of keys: opens under the old one, is sealed again under the new one at use', async () => {
    const { id, secret } = await somebodyWithTotp();
    const newOnly = under(KEY_B);
    await assert.rejects(newOnly.verify(primary(), id, nextCode(secret)), /SECRET_KEYS/);

    const both = under(KEY_B, KEY_A);
    assert.equal(await both.verify(primary(), id, '000000'), false);
    await assert.rejects(newOnly.verify(primary(), id, nextCode(secret)), 'a wrong code seals nothing again');
    assert.equal(await both.verify(primary(), id, nextCode(secret)), true);
    assert.equal(await newOnly.verify(primary(), id, nextCode(secret)), true);
  });

  it('sweeps away what was never confirmed', async () => {
    const { id } = await stage.aUser();
    await enrol(id, aSession());
    clock.advance(minutes(10));
    await totp.purge(primary());
    assert.equal(await everythingIn(primary(), 'totp_enrolments'), '');
  });
});

function bytesOf(base32: string): Buffer {
  const bits = [...base32].map((character) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character).toString(2).padStart(5, '0'),
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
