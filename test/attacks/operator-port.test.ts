import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { milliseconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import {
  deliver,
  type FakeListener,
  type Heard,
  type Spoken,
  startFakeListener,
} from '#test/support/fake-listener.ts';
import { countOf } from '#test/support/observe.ts';
import { anOperator, type TestOperator } from '#test/support/operator.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { typed } from '#test/support/typed.ts';

describe("another program on the service's management port (O04)", () => {
  let testApp: TestApp;
  let operator: TestOperator;
  let person: Person;
  let listener: FakeListener;
  before(async () => {
    testApp = await buildTestApp();
    operator = await anOperator(testApp);
  });
  beforeEach(async () => {
    person = await aPerson(testApp);
    listener = await startFakeListener();
  });
  afterEach(() => listener.close());
  after(async () => {
    await operator.close();
    await testApp.close();
  });

  /** The operator types it while the other program listens where the service should. */
  const type = (line: string) =>
    typed(line, { environment: { MANAGEMENT_PORT: listener.port, OPERATOR_TOKEN: operator.token } });
  const disable = () => type(`users disable ${person.email} --yes`);
  const sessionStatus = async () => (await person.browser.json('GET', '/session')).statusCode;
  /** Passes everything on to the service, and back what `change` makes of it. */
  const passOn =
    (change: (answer: Spoken) => Spoken | Promise<Spoken> = (answer) => answer): FakeListener['answer'] =>
    async (heard) =>
      change(await deliver(operator, heard));
  const isCommand = ({ url }: Heard) => url !== '/operator';
  /** What stood on the wire when the operator disabled somebody, and did not reach the service. */
  const keepBack = async (): Promise<Heard> => {
    listener.answer = async (heard) =>
      isCommand(heard) ? { status: 502, headers: {}, body: '' } : deliver(operator, heard);
    await disable();
    const heard = listener.heard.find(isCommand);
    assert.ok(heard);
    return heard;
  };

  it('hears neither the token nor what was to be done to whom, whatever it answers', async () => {
    const own = 'w'.repeat(43);
    const answers: Spoken[] = [
      { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '{}' },
      { status: 401, headers: { 'www-authenticate': 'Latchkey' }, body: '{}' },
      { status: 401, headers: { 'www-authenticate': `Latchkey challenge=${own}, proof=${own}` }, body: '{}' },
      { status: 401, headers: { 'www-authenticate': `Latchkey challenge=${own}` }, body: '{}' },
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"changed":true}' },
      { status: 307, headers: { location: '/operator/again' }, body: '' },
      { status: 404, headers: {}, body: '<h1>Not here</h1>' },
    ];
    for (const answer of answers) {
      listener.answer = async () => answer;
      const { code, output, errors } = await disable();
      assert.ok(code === 1 || code === 3, `${code}`);
      assert.equal(output, '');
      assert.match(
        errors,
        /^What answers at \S+ (is not this version of Latchkey\.|does not know this token, and was told nothing\.) .+\n$/,
      );
    }
    assert.equal(listener.heard.length, answers.length);
    for (const { method, url, headers, body } of listener.heard) {
      assert.deepEqual([method, url, body], ['GET', '/operator', '']);
      assert.match(String(headers.authorization), /^Latchkey nonce=[\w-]{43}$/);
      const all = JSON.stringify(headers);
      for (const secret of [operator.token, person.email, 'disable']) assert.ok(!all.includes(secret));
    }
    assert.equal(new Set(listener.heard.map(({ headers }) => headers.authorization)).size, answers.length);
  });

  it('passes on what it hears, and hears no token, nor anything that works twice', async () => {
    listener.answer = passOn();
    assert.equal((await disable()).code, 0);
    assert.equal(await sessionStatus(), 401);
    const heard = listener.heard.find(isCommand);
    assert.ok(heard && !JSON.stringify(listener.heard).includes(operator.token));
    await operator.run('/users/enable', { user: person.email });
    const before = await countOf(testApp, 'audit_log');
    assert.deepEqual(
      [(await deliver(operator, heard)).status, await countOf(testApp, 'audit_log')],
      [401, before],
    );
  });

  it('keeps a command back, and has it done once at most, of twenty copies at the same moment', async () => {
    const heard = await keepBack();
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(operator, heard)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(19).fill(401)]);
    // Only one of them is proved: with another one it could tell the operator that nothing was done.
    assert.equal(answers.filter(({ headers }) => headers['authentication-info']).length, 1);
  });

  it('keeps a command back for longer than half a minute, and it is void', async () => {
    const heard = await keepBack();
    testApp.clock.advance(milliseconds(30_001));
    assert.equal((await deliver(operator, heard)).status, 401);
    assert.equal(await sessionStatus(), 200);
  });

  it('brings a command to another instance with the same token, and it is void', async () => {
    const heard = await keepBack();
    const other = await anOperator(testApp, { token: operator.token });
    assert.equal((await deliver(other, heard)).status, 401);
    await other.close();
    assert.equal(await sessionStatus(), 200);
  });

  it('makes no other command of it: another person, address, method or body is refused', async () => {
    const other = await aPerson(testApp);
    const changes: ((heard: Heard) => Heard)[] = [
      (heard) => ({ ...heard, body: heard.body.replace(person.email, other.email) }),
      (heard) => ({ ...heard, body: `${heard.body} ` }),
      (heard) => ({ ...heard, body: '' }),
      (heard) => ({ ...heard, url: heard.url.replace('disable', 'remove-second-factor') }),
      (heard) => ({ ...heard, url: `${heard.url}?user=${other.email}` }),
      (heard) => ({ ...heard, method: 'GET' }),
    ];
    const before = await countOf(testApp, 'audit_log');
    for (const change of changes) {
      const heard = change(await keepBack());
      listener.heard.length = 0;
      assert.equal(
        (await deliver(operator, heard)).status,
        401,
        `${heard.method} ${heard.url} ${heard.body}`,
      );
    }
    for (const one of [person, other])
      assert.equal((await one.browser.json('GET', '/session')).statusCode, 200);
    assert.equal(await countOf(testApp, 'audit_log'), before);
  });

  it('cannot lie to the operator: an answer that is not the one to this command is not shown', async () => {
    listener.answer = passOn();
    const find = () => type(`users find ${person.email} --json`);
    assert.equal((await find()).code, 0);
    const older = await deliver(operator, listener.heard.filter(isCommand).at(-1) as Heard);
    let kept: Spoken | undefined;
    const lies: ((answer: Spoken) => Spoken)[] = [
      (answer) => ({ ...answer, body: answer.body.replace('Robin', 'Nobody') }),
      (answer) => ({ ...answer, body: '{"users":[],"hasMore":false}' }),
      (answer) => ({ ...answer, status: 404 }),
      ({ headers: { 'authentication-info': _, ...headers }, ...answer }) => ({ ...answer, headers }),
      (answer) => ({ ...answer, headers: { 'authentication-info': `proof=${'w'.repeat(43)}` } }),
      (answer) => {
        kept = answer;
        return older;
      },
      () => kept as Spoken,
    ];
    for (const lie of lies) {
      listener.answer = async (heard) => {
        const answer = await deliver(operator, heard);
        return isCommand(heard) ? lie(answer) : answer;
      };
      const { code, output, errors } = await find();
      assert.deepEqual([code, output], [1, '']);
      assert.match(
        errors,
        /^The answer from \S+ is not the service's own, and is not shown\. Look whether .+\n$/,
      );
    }
  });

  it('answers without end, and the command ends all the same', async () => {
    listener.answer = async (heard) =>
      isCommand(heard)
        ? { status: 200, headers: {}, body: 'x'.repeat(9 * 1024 * 1024) }
        : deliver(operator, heard);
    const { code, errors } = await disable();
    assert.equal(code, 3);
    assert.match(errors, /^The service cannot be reached at \S+ \(an answer without end\)\. /);
  });
});
