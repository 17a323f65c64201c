import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { latchkey } from '#test/support/command-line.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { startSmtpServer, type TestSmtpServer } from '#test/support/smtp-server.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';

/** A production's own hashing. */
const STRONG = { ARGON2_MEMORY_KIB: '', ARGON2_PASSES: '', ALLOW_WEAK_HASHING: '' };

describe('npx latchkey doctor', () => {
  let service: TestService | undefined;
  let postgres: ReplicatedPostgres;
  let redis: ThrowawayRedis;
  let smtp: TestSmtpServer;
  before(async () => {
    [postgres, redis, smtp] = await Promise.all([
      startReplicatedPostgres(1),
      startThrowawayRedis('--appendonly', 'yes'),
      startSmtpServer(),
    ]);
  });
  after(async () => {
    await service?.remove();
    await Promise.all([postgres?.remove(), redis?.remove(), smtp?.close()]);
  });

  const doctor = async (...args: string[]) => {
    if (!service) throw new Error('the service is started first');
    const { code, output, errors } = await latchkey(service)('doctor', ...args);
    return { code, errors, lines: output.trimEnd().split('\n'), output };
  };

  it('finds nothing on a fresh start without any setting: exit code 0', async () => {
    service = await prepareService(STRONG, { database: 'embedded' });
    await service.start();
    const { code, errors, lines } = await doctor();
    assert.deepEqual([code, errors, lines.at(-1)], [0, '', '0 faults, 0 warnings.'], lines.join('\n'));
    for (const line of lines.slice(0, -2)) assert.match(line, /^ok {2,}[a-z-]+ {2,}\S/);
    await service.remove();
  });

  it('finds nothing on a stack with replicas, Redis and a mail server: exit code 0', async () => {
    service = await prepareService({
      ...STRONG,
      DATABASE_URL: postgres.primaryUrl,
      DATABASE_READ_URL: postgres.replicaUrls[0],
      REDIS_URL: redis.url,
      SMTP_URL: smtp.url,
      SECRET_KEYS: createHash('sha256').update('a key').digest('base64url'),
    });
    await service.start();
    await postgres.untilCaughtUp();
    const { code, lines } = await doctor();
    assert.deepEqual([code, lines.at(-1)], [0, '0 faults, 0 warnings.'], lines.join('\n'));
    assert.equal(smtp.received.length, 0);
  });

  it('tells what breaks under the running service, in one line each, and as JSON: exit code 1', async () => {
    const started = Date.now();
    await postgres.pause(0);
    await smtp.close();
    redis.freeze();
    const { code, errors, lines } = await doctor();
    const asJson = await doctor('--json');
    redis.thaw();
    await postgres.resume(0);
    assert.ok(Date.now() - started < 40_000);
    assert.equal(code, 1, lines.join('\n'));
    assert.match(errors, /^[3-9] faults?, \d warnings?\.\n$/);
    for (const [name, seen] of [
      ['replicas', 'a replica’s replay is paused'],
      ['redis-memory', 'it does not answer'],
      ['mail', 'the mail server does not take us'],
    ])
      assert.match(
        lines.find((line) => line.includes(` ${name} `)) ?? '',
        new RegExp(`^FAULT +${name} +${seen}.* → .+`),
      );
    const { checks } = JSON.parse(asJson.output);
    assert.equal(asJson.code, 1);
    const mail = checks.find(({ name }: { name: string }) => name === 'mail');
    assert.deepEqual([mail.state, typeof mail.advice], ['fault', 'string']);
    // What could be asked is told all the same.
    assert.match(lines.join('\n'), /^ok +database +a primary, it answers$/m);
  });
});
