import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { rows, userIdOf } from '#test/support/observe.ts';
import { buildOperatedApp, type OperatedApp } from '#test/support/operator.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { type Typing, typed } from '#test/support/typed.ts';
import type { Terminal } from './terminal.ts';

const COMMANDS = [
  'attempts',
  'unban',
  'users find',
  'users disable',
  'users enable',
  'users end-sessions',
  'users remove-second-factor',
  'doctor',
];

describe('the command line', () => {
  let testApp: OperatedApp;
  let environment: Terminal['environment'];
  before(async () => {
    testApp = await buildOperatedApp({ environment: ROOMY });
    await testApp.operator.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = testApp.operator.app.server.address() as AddressInfo;
    environment = { MANAGEMENT_PORT: String(port), OPERATOR_TOKEN: testApp.operator.token };
  });
  after(() => testApp.close());

  const type = (line: string, changes: Typing = {}) => typed(line, { environment, ...changes });
  const isDisabled = async (email: string) => {
    const [user] = await rows(
      testApp,
      sql<{ disabled_at: Date | null }>`SELECT disabled_at FROM users WHERE email = ${email}`,
    );
    return user?.disabled_at !== null;
  };

  it('explains each command without asking the service, in lines that fit', async () => {
    const { output, code } = await type('--help', { environment: { MANAGEMENT_PORT: 'x' } });
    assert.equal(code, 0);
    const texts = [output];
    for (const name of COMMANDS) {
      assert.match(output, new RegExp(`^  ${name} `, 'm'));
      const help = await type(`${name} --help`, { environment: { MANAGEMENT_PORT: 'x' } });
      assert.equal(help.code, 0);
      assert.ok(help.output.startsWith(`Usage: latchkey ${name} `), help.output);
      for (const option of ['--json', '--help']) assert.ok(help.output.includes(option));
      texts.push(help.output);
    }
    for (const line of texts.flatMap((text) => text.split('\n'))) assert.ok(line.length <= 80, line);
  });

  it('says in one line what was wrong about a call: exit code 2', async () => {
    const wrong: [string, RegExp][] = [
      ['attempts --limit many', /^limit: Use a whole number\.$/],
      ['attempts --limit 0', /^limit: Use a whole number in the range that --help names\.$/],
      ['attempts --limit 1001', /^limit: /],
      ['attempts --since yesterday', /^since: Use a duration of at most 90 days/],
      ['attempts --address here', /^address: Use an IP address, or a network/],
      ['attempts --email ada', /^email: Enter an email address/],
      ['attempts --everything', /^Unknown option '--everything'\. Usage: latchkey attempts \(see --help\)$/],
      ['attempts --since', /^Option '--since <value>' argument missing\.? Usage: /],
      ['attempts me', /^me is one too many\. Usage: latchkey attempts/],
      ['unban', /^Usage: latchkey unban <address> \(see --help\)$/],
      ['unban ada', /^address: Use an IP address or an email address\.$/],
      ['users find', /^Usage: latchkey users find <text>/],
      ['users disable ada --yes', /^user: Use the email address or the id of a user\.$/],
    ];
    for (const [line, sentence] of wrong) {
      const { code, output, errors } = await type(line);
      assert.deepEqual([code, output], [2, ''], line);
      assert.match(errors.trimEnd(), sentence);
    }
    for (const line of ['', 'users', 'fly', 'users fly', 'constructor'])
      assert.match((await type(line)).errors, /Usage: latchkey <command> \[options\]/, line);
  });

  it('fits its tables to the terminal, and keeps ids whole', async () => {
    const { email } = await aPerson(testApp);
    const long = `${'a'.repeat(60)}.${email}`;
    await rows(
      testApp,
      sql`UPDATE users SET email = ${long}, email_canonical = ${long} WHERE email = ${email}`,
    );
    await send(testApp, '/api/v1/sign-in', {
      body: { email: long, password: 'wrong' },
      from: '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff',
    });
    const id = await userIdOf(testApp, long);
    for (const width of [80, 100, 120]) {
      for (const line of [`users find ${email}`, 'attempts', 'attempts --list']) {
        const { code, output } = await type(line, { width });
        assert.equal(code, 0);
        for (const text of output.split('\n')) assert.ok(text.length <= width, text);
      }
      assert.ok((await type(`users find ${email}`, { width })).output.includes(id));
    }
    assert.ok((await type(`users find ${email}`)).output.includes(long));
  });

  it('asks before it changes somebody, naming who that is, and takes yes for yes alone', async () => {
    const { email } = await aPerson(testApp);
    for (const reply of ['', 'n', 'no', 'yo', 'yesno', '1']) {
      const { code, output, errors, questions } = await type(`users disable ${email}`, { reply });
      assert.deepEqual([code, output, errors], [1, '', 'Nothing was changed.\n']);
      assert.deepEqual(questions, [`Disable ${email} (Robin Example) and end all sessions? [y/N] `]);
    }
    assert.equal(await isDisabled(email), false);
    const { code, output } = await type(`users disable ${email.toUpperCase()}`, { reply: ' Yes ' });
    assert.deepEqual([code, output.split(':')[0]], [0, `Disabled ${email}`]);
    assert.equal(await isDisabled(email), true);
  });

  it('names somebody meant by id, and asks nothing about a stranger or a part of an address', async () => {
    const { email } = await aPerson(testApp);
    const byId = await type(`users end-sessions ${await userIdOf(testApp, email)}`, { reply: 'y' });
    assert.deepEqual(byId.questions, [`End all sessions of ${email} (Robin Example)? [y/N] `]);
    assert.equal(byId.output, `Signed out ${email}: 1 session ended, the person is told by mail.\n`);
    for (const [name, exitCode] of [
      ['nobody@example.org', 1],
      ['01890000-0000-7000-8000-000000000000', 1],
      [email.slice(0, 8), 2],
    ] as const) {
      const { code, questions } = await type(`users disable ${name}`, { reply: 'y' });
      assert.deepEqual([code, questions], [exitCode, []], name);
    }
  });

  it('asks about the one who is meant, where the address is a part of others', async () => {
    const [person, other] = [await aPerson(testApp), await aPerson(testApp)];
    const email = `x${person.email}`;
    await rows(
      testApp,
      sql`UPDATE users SET email = ${email}, email_canonical = ${email} WHERE email = ${other.email}`,
    );
    for (const meant of [person.email, email]) {
      const { questions } = await type(`users disable ${meant}`, { reply: 'n' });
      assert.deepEqual(questions, [`Disable ${meant} (Robin Example) and end all sessions? [y/N] `]);
    }
  });

  it('asks nothing with --yes, and does nothing without it where nobody can be asked', async () => {
    const { email } = await aPerson(testApp);
    for (const command of COMMANDS.slice(3, 7)) {
      const { code, errors } = await type(`${command} ${email}`);
      assert.deepEqual([code, errors], [2, 'Add --yes: there is no terminal on which to ask.\n'], command);
    }
    assert.equal(await isDisabled(email), false);
    const { code, questions } = await type(`users disable ${email} --yes`, { reply: 'n' });
    assert.deepEqual([code, questions], [0, []]);
    assert.equal(await isDisabled(email), true);
  });

  it('says so when the service cannot do it now: exit code 3', async () => {
    testApp.allowLog('unexpected error');
    await rows(testApp, sql`ALTER TABLE users RENAME TO away`);
    const { code, output, errors } = await type('users find ada');
    await rows(testApp, sql`ALTER TABLE away RENAME TO users`);
    assert.deepEqual([code, output, errors], [3, '', 'The error was logged. Please try again.\n']);
  });

  it('shows names of strangers as text, in tables and in questions', async () => {
    const { email } = await aPerson(testApp);
    await rows(testApp, sql`UPDATE users SET first_name = ${'\u001b[2JEvil\u202e'} WHERE email = ${email}`);
    const { output } = await type(`users find ${email}`);
    const { questions } = await type(`users disable ${email}`, { reply: 'n' });
    for (const text of [output, questions.join('')]) {
      assert.match(text, /\[2JEvil/);
      assert.doesNotMatch(text.replaceAll('\n', ''), /\p{C}/u);
    }
  });
});
