import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Account, anAccount, createHttpClient, nextEmail } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { PROJECT, run } from './project.ts';
import { attachToStack } from './stack.ts';

const NAME = `${PROJECT}-small-disk`;
const MOST_TRIES = 2_000;
const REFUSALS = 30;
/** The tables have a disk of their own: where the log of a Postgres has no room left, it ends. */
const START = `
  mkdir /small/tables && initdb --pgdata /tmp/data --username postgres --auth trust --locale C.UTF-8 --no-sync >/dev/null
  echo 'host all all all trust' >> /tmp/data/pg_hba.conf
  pg_ctl --pgdata /tmp/data --wait --silent --options "-c listen_addresses='' -c unix_socket_directories=/tmp" start
  psql -h /tmp -U postgres -c "CREATE TABLESPACE small LOCATION '/small/tables'" -c 'CREATE DATABASE latchkey TABLESPACE small'
  pg_ctl --pgdata /tmp/data --wait --silent stop
  exec postgres -D /tmp/data -c listen_addresses='*' -c unix_socket_directories=/tmp`;

/** A real disk that is really full, under a primary of the stack's own image and a service without Redis (F09). */
describe('a database whose disk is full', () => {
  let service: TestService;
  const people: Account[] = [];
  const changes = new Map<Account, number>();
  before(
    async () => {
      const { Image } = await attachToStack().inspect('postgres-primary');
      const disk = ['--tmpfs', '/small:size=48m,mode=1777', '--tmpfs', '/tmp:mode=1777'];
      const place = ['--network', `${PROJECT}_edge`, '--publish', '127.0.0.1::5432'];
      const labels = ['--label', `com.docker.compose.project=${PROJECT}`, '--name', NAME];
      const rest = ['--user', 'postgres', '--entrypoint', 'bash', Image, '-c', START];
      await run('docker', ['run', '--detach', '--rm', ...labels, ...place, ...disk, ...rest]);
      const published = (await run('docker', ['port', NAME, '5432'])).trim();
      await untilAnswers();
      service = await prepareService({
        DATABASE_URL: `postgres://postgres@${published}/latchkey`,
        SECRET_KEYS: Buffer.alloc(32, 5).toString('base64url'),
        LIMIT_SIGN_IN_CLIENT_FREE: '100000',
      });
      await service.start();
      for (let count = 0; count < 4; count += 1) people.push(await anAccount(service));
    },
    { timeout: 120_000 },
  );
  after(async () => {
    await service?.remove();
    await run('docker', ['rm', '--force', '--volumes', NAME]);
  });

  const inside = (...command: string[]) => run('docker', ['exec', NAME, ...command]);
  const ask = async (statement: string) =>
    (await inside('psql', '-h', '/tmp', '-U', 'postgres', '-d', 'latchkey', '-Atqc', statement)).trim();
  async function untilAnswers(): Promise<void> {
    const giveUpAt = Date.now() + 60_000;
    // Over the network alone: while it is being made it listens on a socket.
    while (
      !(await inside('pg_isready', '-h', '127.0.0.1').then(
        () => true,
        () => false,
      ))
    )
      if (Date.now() > giveUpAt) throw new Error(await run('docker', ['logs', NAME]));
  }
  const statusOfSession = async ({ client }: Account) => (await client.json('GET', '/session')).status;
  const signUp = async () => {
    const person = { email: nextEmail(), password: 'a long enough phrase', firstName: 'A', lastName: 'B' };
    return (await createHttpClient(service).json('POST', '/sign-up', person)).status;
  };
  const changePassword = async (person: Account) => {
    const count = (changes.get(person) ?? 0) + 1;
    const body = { currentPassword: person.password, newPassword: `a long enough phrase ${count}` };
    const { status } = await person.client.json('POST', '/account/password', body);
    if (status !== 204) return status;
    person.password = body.newPassword;
    changes.set(person, count);
    return status;
  };

  it('answers 503 to what it cannot write, never success and never 500', { timeout: 120_000 }, async () => {
    await assert.rejects(inside('dd', 'if=/dev/zero', 'of=/small/ballast', 'bs=64k'), /No space left/);
    const statuses: number[] = [];
    const refusals = () => statuses.filter((status) => status === 503).length;
    for (let tries = 0; refusals() < REFUSALS && tries < MOST_TRIES; tries += 1) {
      const person = people[tries % people.length] as Account;
      statuses.push(tries % 5 === 0 ? await changePassword(person) : await signUp());
    }
    assert.ok(refusals() >= REFUSALS, 'the disk is not full');
    assert.deepEqual(new Set(statuses).difference(new Set([202, 204, 503])), new Set());
  });

  it('goes on telling who is signed in', async () => {
    for (const person of people) {
      assert.equal(await statusOfSession(person), 200);
      const cookie = `session=${person.client.cookies.get('session')}`;
      const answer = await fetch(`${service.address}/forward-auth`, { headers: { cookie } });
      assert.equal(answer.status, 204);
    }
  });

  it('works again by itself once there is room, and nothing was done by half', async () => {
    await inside('rm', '/small/ballast');
    assert.equal(await signUp(), 202);
    for (const person of people) {
      assert.equal(await changePassword(person), 204);
      const { email, password } = person;
      const signedIn = await createHttpClient(service).json('POST', '/sign-in', { email, password });
      assert.equal(signedIn.status, 200);
      const records = await ask(
        `SELECT count(*) FROM audit_log JOIN users u ON u.id = user_id WHERE type = 'password_changed' AND email = '${email}'`,
      );
      assert.equal(Number(records), changes.get(person));
    }
    const without = `SELECT count(*) FROM users WHERE id NOT IN (SELECT user_id FROM audit_log WHERE type = 'account_created')`;
    assert.equal(await ask(without), '0');
    const unmailed = `SELECT count(*) FROM sign_ups s WHERE NOT EXISTS (SELECT FROM mail_queue q WHERE q.recipient = s.email)`;
    assert.equal(await ask(unmailed), '0');
  });
});
