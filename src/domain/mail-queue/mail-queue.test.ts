import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { writing } from '#platform/database/database.ts';
import { between, type Duration, days, hours, milliseconds, minutes, seconds } from '#platform/duration.ts';
import { createKeyring } from '#platform/encryption.ts';
import { describeOnEveryDatabase, emailOf, everythingIn, inParallel } from '#test/support/every-database.ts';
import { type ClaimedMail, createMailQueue } from './mail-queue.ts';

const KEY_A = Buffer.alloc(32, 0xa);
const KEY_B = Buffer.alloc(32, 0xb);
const LINK = 'https://login.example.org/reset-password?token=PLANTED-TOKEN-1234567890';
const CONTENT = {
  subject: 'Reset your password \u{1F511}',
  text: `Open ${LINK}`,
  html: `<a href="${LINK}">Reset</a>`,
};

describeOnEveryDatabase('the mail queue', (stage) => {
  const { clock, random } = stage;
  const under = (...keys: Uint8Array[]) =>
    createMailQueue({ keyring: createKeyring(keys, random), clock, random });
  const queue = under(KEY_A);
  const primary = () => stage.databases.primary;
  let count = 0;
  const enqueue = async (address?: string) => {
    count += 1;
    const to = emailOf(address ?? `mail-${count}@example.org`);
    await stage.tx((tx) => queue.enqueue(tx, 'reset_password', to, CONTENT));
    return to;
  };
  const claim = (limit = 100) => queue.claimDue(primary(), limit);
  const claimOne = async () => {
    const [mail, ...others] = await claim();
    assert.ok(mail && others.length === 0, `${others.length + (mail ? 1 : 0)} mails are due`);
    return mail;
  };
  const settle = async () => {
    for (const mail of await claim()) await queue.markSent(primary(), mail);
  };

  it('hands out what was put in, to the address as it was typed', async () => {
    await enqueue('Robin@Bücher.example');
    const { recipient, kind, content, attempts, createdAt } = await claimOne();
    assert.deepEqual(
      { recipient, kind, content, attempts, createdAt },
      {
        recipient: 'Robin@Bücher.example',
        kind: 'reset_password',
        content: CONTENT,
        attempts: 1,
        createdAt: clock.now(),
      },
    );
    clock.advance(minutes(2));
    await settle();
  });

  it('holds nothing of a transaction that was rolled back', async () => {
    const failing = stage.tx(async (tx) => {
      await queue.enqueue(tx, 'reset_password', emailOf('rolled@example.org'), CONTENT);
      throw new Error('the change failed');
    });
    await assert.rejects(failing, /the change failed/);
    assert.deepEqual(await claim(), []);
  });

  it('keeps bodies sealed while they wait and erases them once sent or given up', async () => {
    const rows = () => everythingIn(primary(), 'mail_queue');
    await enqueue('sealed@example.org');
    const planted = [LINK, 'PLANTED', 'Reset your', Buffer.from('PLANTED').toString('hex')];
    const waiting = await rows();
    assert.ok(waiting.includes('sealed@example.org'));
    for (const text of planted) assert.ok(!waiting.includes(text), text);

    const mail = await claimOne();
    await queue.markSent(primary(), mail);
    assert.match(await rows(), /"ciphertext": null/);
    assert.doesNotMatch(await rows(), /"ciphertext": "/);

    await enqueue();
    const hopeless = await claimOne();
    clock.advance(days(2));
    assert.equal(await queue.markFailed(primary(), hopeless), 'given_up');
    assert.doesNotMatch(await rows(), /"ciphertext": "/);
  });

  it('gives a mail to one of many claimers', async () => {
    for (let mails = 0; mails < 30; mails += 1) await enqueue();
    const claimed = (await inParallel(10, () => claim(5))).flat();
    const ids = claimed.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, 'no mail twice');
    ids.push(...(await claim()).map(({ id }) => id));
    assert.equal(new Set(ids).size, 30, 'and none forgotten');
    clock.advance(minutes(2));
    await settle();
  });

  it('gives a mail again when the process that claimed it died', async () => {
    await enqueue();
    const first = await claimOne();
    clock.advance(seconds(119));
    assert.deepEqual(await claim(), [], 'the claim still holds');
    clock.advance(seconds(1));
    const second = await claimOne();
    assert.equal(second.id, first.id, 'the same Message-ID, so a mailbox can tell a second copy');
    assert.equal(second.attempts, 2);
    await queue.markSent(primary(), second);
    clock.advance(days(1));
    assert.deepEqual(await claim(), []);
  });

  it('can be made due at once, claimed or not, by a process that is alone', async () => {
    await enqueue();
    const claimed = await claimOne();
    await queue.makeAllDue(primary());
    const again = await claimOne();
    assert.equal(again.id, claimed.id);
    await queue.markSent(primary(), again);
    await queue.makeAllDue(primary());
    assert.deepEqual(await claim(), [], 'what was sent stays sent');
  });

  it('waits twice as long after each failure, an hour at most, and gives up after two days', async () => {
    await enqueue();
    const start = clock.now().getTime();
    const pauses: Duration[] = [];
    let mail = await claimOne();
    while ((await queue.markFailed(primary(), mail)) === 'retried') {
      const pause = between(clock.now(), await nextAttempt(mail));
      pauses.push(pause);
      clock.advance((pause - 1) as Duration);
      assert.deepEqual(await claim(), []);
      clock.advance(milliseconds(1));
      mail = await claimOne();
    }
    assert.deepEqual(pauses.slice(0, 5), [2, 4, 8, 16, 32].map(seconds));
    assert.ok(pauses.slice(11).every((pause) => pause === hours(1)));
    assert.ok(clock.now().getTime() - start >= days(2));
    clock.advance(days(1));
    assert.deepEqual(await claim(), []);
    assert.equal(await queue.countWaiting(primary()), 0);
  });

  async function nextAttempt({ id }: ClaimedMail): Promise<Date> {
    const { rows } = await sql<{
      at: Date;
    }>`SELECT next_attempt_at AS at FROM mail_queue WHERE id = ${id}`.execute(writing(primary()));
    return rows[0]?.at as Date;
  }

  it('lets no other mail wait for one that does not open: moved, tampered with, or its key gone', async () => {
    await enqueue();
    const other = await enqueue();
    await sql`
      UPDATE mail_queue SET ciphertext = (SELECT ciphertext FROM mail_queue WHERE recipient = ${other.address})
      WHERE recipient <> ${other.address} AND ciphertext IS NOT NULL
    `.execute(writing(primary()));
    const opened = (await claim()).filter(({ content }) => content);
    assert.deepEqual(
      opened.map(({ recipient }) => recipient),
      [other.address],
    );
    clock.advance(minutes(2));
    assert.ok((await under(KEY_B).claimDue(primary(), 100)).every(({ content }) => content === undefined));
    clock.advance(minutes(2));
    const withBoth = (await under(KEY_B, KEY_A).claimDue(primary(), 100)).filter(({ content }) => content);
    assert.deepEqual(withBoth[0]?.content, CONTENT);
    clock.advance(minutes(2));
    await settle();
  });

  it('counts what waits, and what an address was sent of a kind within a day', async () => {
    const to = await enqueue();
    await enqueue(to.address);
    await enqueue();
    const counted = () => queue.countToday(primary(), 'reset_password', to);
    assert.equal(await queue.countWaiting(primary()), 3);
    assert.equal(await counted(), 2);
    assert.equal(await queue.countToday(primary(), 'new_device', to), 0);
    await settle();
    assert.equal(await queue.countWaiting(primary()), 0);
    assert.equal(await counted(), 2, 'sent ones count');
    clock.advance(hours(24));
    assert.equal(await counted(), 0);
  });

  it('forgets who got what after thirty days', async () => {
    await enqueue('forgotten@example.org');
    await settle();
    clock.advance(days(30));
    await queue.purge(primary());
    assert.ok((await everythingIn(primary(), 'mail_queue')).includes('forgotten@example.org'));
    clock.advance(seconds(1));
    await queue.purge(primary());
    assert.ok(!(await everythingIn(primary(), 'mail_queue')).includes('forgotten@example.org'));
  });

  it('wakes whoever delivers', async () => {
    const woken = new Promise<void>((resolve) => queue.onEnqueued(resolve));
    await enqueue();
    const awake = setInterval(() => {}, 50);
    await woken;
    clearInterval(awake);
    const mails: ClaimedMail[] = await claim();
    assert.equal(mails.length, 1);
  });

  it('lists and forgets what goes to an address, in every spelling, and nothing else', async () => {
    const to = await enqueue('Leaving@example.org');
    await enqueue('LEAVING@example.org');
    await settle();
    const stays = await enqueue('staying@example.org');
    await enqueue('leaving@EXAMPLE.org');
    const listed = (email = to) => queue.listTo(primary(), email);
    assert.deepEqual((await listed()).map(({ kind, sentAt }) => [kind, sentAt !== undefined]).sort(), [
      ['reset_password', false],
      ['reset_password', true],
      ['reset_password', true],
    ]);
    await stage.tx((tx) => queue.removeAllTo(tx, to));
    assert.deepEqual(await listed(), []);
    assert.equal((await listed(stays)).length, 1);
    assert.equal((await claimOne()).recipient, 'staying@example.org');
    clock.advance(minutes(2));
    await settle();
  });

  it('forgets the last mail to an address once it is sent, or given up', async () => {
    const lastTo = async (address: string) => {
      await stage.tx((tx) => queue.enqueue(tx, 'account_deleted', emailOf(address), CONTENT));
      return claimOne();
    };
    await queue.markSent(primary(), await lastTo('farewell@example.org'));
    const hopeless = await lastTo('adieu@example.org');
    clock.advance(hours(48));
    assert.equal(await queue.markFailed(primary(), hopeless), 'given_up');
    assert.doesNotMatch(await everythingIn(primary(), 'mail_queue'), /farewell|adieu/);
  });
});
