import type { Removal } from './removal.ts';

const DOOR = 'test/attacks/operator-door.test.ts';
const PORT = 'test/attacks/operator-port.test.ts';
const COMMANDS = 'test/process/operator-commands.test.ts';
const MANAGE = 'src/flows/manage-users/manage-users.operator.routes.test.ts';
const CHALLENGES = 'src/web/operator-challenges.test.ts';

export const OPERATORS: Removal[] = [
  {
    rows: ['O01'],
    without: 'takes every proof for a right one',
    file: 'src/platform/token-proof.ts',
    text: 'return first.length === second.length && timingSafeEqual(first, second);',
    instead: 'return first.length === second.length && timingSafeEqual(first, first);',
    fails: [
      `${DOOR} › gets one and the same answer to everything, and nothing happens, without the right token`,
    ],
  },
  {
    rows: ['O01'],
    without: 'takes commands of a page in a browser',
    file: 'src/web/operator-access.ts',
    text: 'return !isFromBrowser(headers) && (isLoopback(called) || called === hostnameOf(host));',
    instead: 'return !isFromBrowser({}) && (isLoopback(called) || called === hostnameOf(host));',
    fails: [
      `${DOOR} › is refused as a page in a browser even with the token, by whatever name it points here`,
    ],
  },
  {
    rows: ['O01'],
    without: 'answers to any name that points here',
    file: 'src/web/operator-access.ts',
    text: 'return !isFromBrowser(headers) && (isLoopback(called) || called === hostnameOf(host));',
    instead: 'return !isFromBrowser(headers) && called !== `${host}.invalid`;',
    fails: [
      `${DOOR} › is refused as a page in a browser even with the token, by whatever name it points here`,
    ],
  },
  {
    rows: ['O01'],
    without: 'lets every origin send',
    file: 'src/web/operator-access.ts',
    text: "reply.headers({ 'cache-control': 'no-store',",
    instead: "reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store',",
    fails: [`${DOOR} › gets no leave to send from another origin`],
  },
  {
    rows: ['O01'],
    without: 'carries commands out where there is no token',
    file: 'src/web/operator-access.ts',
    text: 'const proof = token === undefined ? undefined : createTokenProof(token);',
    instead: "const proof = createTokenProof(token ?? '');",
    fails: [`${DOOR} › finds every command shut where there is no token`],
  },
  {
    rows: ['O01'],
    without: 'logs what was sent',
    file: 'src/web/operator-access.ts',
    text: "ip: request.ip }, 'operator');",
    instead: "ip: request.ip, sent: JSON.stringify(request.headers) }, 'operator');",
    fails: [`${DOOR} › reads no token in the log, whatever was sent`],
  },
  {
    rows: ['O01'],
    without: 'keeps a token that others could have read',
    file: 'src/open-operator-token.ts',
    text: '(statSync(file).mode & OTHERS_MAY_READ) === 0 &&',
    instead: '(statSync(file).mode & OTHERS_MAY_READ) >= 0 &&',
    fails: [`${COMMANDS} › is another one after others could have read it, or somebody wrote a weak one`],
  },
  {
    rows: ['O01'],
    without: 'lets everybody on the machine read the token',
    file: 'src/platform/data-folder.ts',
    text: '{ mode: 0o600, flush: true }',
    instead: '{ mode: 0o644, flush: true }',
    fails: [`${COMMANDS} › is made at the first start, for the user who runs the service alone, and kept`],
  },
  {
    rows: ['O01'],
    without: 'logs the token at start',
    file: 'src/open-operator-token.ts',
    text: 'return readOrMakeSecret(file, () => random.token());',
    instead: `const made = readOrMakeSecret(file, () => random.token());
    log.info({ made }, 'operators');
    return made;`,
    fails: [`${COMMANDS} › stands in no log line and no answer`],
  },
  {
    rows: ['O02', 'D09'],
    without: 'records nothing of what an operator did',
    file: 'src/flows/manage-users/manage-users.ts',
    text: 'await auditLog.recordByOperator(tx, change.event, user.id);',
    instead: 'if (change.event === undefined) await auditLog.recordByOperator(tx, change.event, user.id);',
    fails: [
      `${MANAGE} › is disabling: sessions end, signing in fails like for a stranger, one record, one mail`,
      `${MANAGE} › is recorded as done by an operator, from no client, and the person reads so`,
      `${MANAGE} › stands or falls with its record and its mail`,
    ],
  },
  {
    rows: ['O02'],
    without: 'records no lifted waits',
    file: 'src/flows/lift-waits/lift-waits.ts',
    text: 'if (lifted.length > 0)\n        await auditLog',
    instead: 'if (lifted.length < 0)\n        await auditLog',
    fails: [
      'src/flows/lift-waits/lift-waits.operator.routes.test.ts › lets a client try again at once, says what was counted, and is recorded',
    ],
  },
  {
    rows: ['O02', 'V14'],
    without: 'mails nobody what an operator did',
    file: 'src/flows/manage-users/manage-users.ts',
    text: 'await mailQueue.enqueue(\n        tx,',
    instead: 'if (change.event === undefined) await mailQueue.enqueue(\n        tx,',
    fails: [
      `${MANAGE} › is disabling: sessions end, signing in fails like for a stranger, one record, one mail`,
      `${MANAGE} › stands or falls with its record and its mail`,
    ],
  },
  {
    rows: ['O03'],
    without: 'shows names of strangers as they are',
    file: 'src/cli/table.ts',
    text: "text.replace(/\\p{C}/gu, '');",
    instead: 'text;',
    fails: [
      'src/cli/table.test.ts › shows nothing that moves the cursor, colours or turns text around',
      'src/cli/cli.test.ts › shows names of strangers as text, in tables and in questions',
    ],
  },
  {
    rows: ['O03'],
    without: 'takes anything for yes',
    file: 'src/cli/users.ts',
    text: "if (!/^y(es)?$/i.test(answer.trim())) throw refused('Nothing was changed.');",
    instead: "if (/^no?$/i.test(answer.trim())) throw refused('Nothing was changed.');",
    fails: [
      'src/cli/cli.test.ts › asks before it changes somebody, naming who that is, and takes yes for yes alone',
    ],
  },
  {
    rows: ['O03'],
    without: 'takes a part of an address for a name',
    file: 'src/cli/users.ts',
    text: 'if (!/@|^[\\da-f-]{36}$/i.test(subject)) throw misused(',
    instead: "if (subject === '') throw misused(",
    fails: [
      'src/cli/cli.test.ts › names somebody meant by id, and asks nothing about a stranger or a part of an address',
    ],
  },
  {
    rows: ['O03'],
    without: 'asks about whoever is found by a part of an address',
    file: 'src/cli/users.ts',
    text: 'const named = users.find((user) => isNamed(user, subject.trim().toLowerCase()));',
    instead: 'const named = users.at(-1);',
    fails: ['src/cli/cli.test.ts › asks about the one who is meant, where the address is a part of others'],
  },
  {
    rows: ['O04'],
    without: 'tells a command to whoever listens',
    file: 'src/cli/exchange.ts',
    text: 'if (offered && isSameProof(offered.proof, proof.ofChallenge(exchange))) return exchange;',
    instead: 'if (offered) return exchange;',
    fails: [`${PORT} › hears neither the token nor what was to be done to whom, whatever it answers`],
  },
  {
    rows: ['O04'],
    without: 'shows an answer that is not the service’s own',
    file: 'src/cli/exchange.ts',
    text: "if (!isSameProof(answer.headers.get('authentication-info') ?? '', `proof=${theirs}`)) {",
    instead: 'if (theirs === undefined) {',
    fails: [
      `${PORT} › cannot lie to the operator: an answer that is not the one to this command is not shown`,
    ],
  },
  {
    rows: ['O04'],
    without: 'reads answers without end',
    file: 'src/cli/exchange.ts',
    text: "if (length > LARGEST_ANSWER) throw new Error('an answer without end');",
    instead: "if (length > LARGEST_ANSWER ** 3) throw new Error('an answer without end');",
    also: [
      {
        file: 'src/cli/exchange.ts',
        text: 'const LONGEST_WAIT = 15_000;',
        instead: 'const LONGEST_WAIT = 150_000;',
      },
    ],
    fails: [`${PORT} › answers without end, and the command ends all the same`],
  },
  {
    rows: ['O04'],
    without: 'takes a command again and again',
    file: 'src/web/operator-challenges.ts',
    text: 'consumed.set(challenge, now());',
    instead: '',
    fails: [
      `${PORT} › keeps a command back, and has it done once at most, of twenty copies at the same moment`,
      `${PORT} › passes on what it hears, and hears no token, nor anything that works twice`,
      `${CHALLENGES} › are remembered once used up, up to a bound beyond which none is good until some are over`,
    ],
  },
  {
    rows: ['O04'],
    without: 'takes a command that was kept back for hours',
    file: 'src/web/operator-challenges.ts',
    text: 'const LIFETIME = seconds(30);',
    instead: 'const LIFETIME = seconds(30_000);',
    fails: [
      `${PORT} › keeps a command back for longer than half a minute, and it is void`,
      `${CHALLENGES} › are no good after it, and not again when the clock is set back`,
    ],
  },
  {
    rows: ['O04'],
    without: 'makes challenges with a key that all instances have',
    file: 'src/web/operator-challenges.ts',
    text: 'const key = random.bytes(32);',
    instead: 'const key = Buffer.alloc(random.bytes(32).length);',
    fails: [`${PORT} › brings a command to another instance with the same token, and it is void`],
  },
  {
    rows: ['O04'],
    without: 'does not look whether the body is the one that was promised',
    file: 'src/web/operator-access.ts',
    text: "if (come?.digest('base64url') !== bodyHash) throw refused();",
    instead: 'if (come === undefined || bodyHash === undefined) throw refused();',
    fails: [`${PORT} › makes no other command of it: another person, address, method or body is refused`],
  },
  {
    rows: ['O04'],
    without: 'proves nothing about the address',
    file: 'src/platform/token-proof.ts',
    text: "prove('request', exchange, method, path, bodyHash),",
    instead: "prove('request', exchange, method.slice(0, 0), path.slice(0, 0), bodyHash),",
    fails: [
      `${PORT} › makes no other command of it: another person, address, method or body is refused`,
      'src/platform/token-proof.test.ts › changes with everything it is over, and with the token',
    ],
  },
  {
    rows: ['O05'],
    without: 'remembers every name that strangers send',
    file: 'src/platform/arrivals.ts',
    text: 'const MOST_NAMED = 20;',
    instead: 'const MOST_NAMED = 1_000_000_000;',
    fails: ['src/platform/arrivals.test.ts › fills no memory, whatever strangers send'],
  },
  {
    rows: ['O05'],
    without: 'cries wolf over strangers who write headers',
    file: 'src/flows/check-health/checks/client-address.ts',
    text: 'if (doubtedElsewhere >= MANY && doubtedElsewhere > total / 2) {',
    instead: 'if (doubtedElsewhere > 0) {',
    fails: [
      'src/flows/check-health/check-health.operator.routes.test.ts › takes strangers who write such headers for strangers, until they are nearly everybody',
    ],
  },
  {
    rows: ['O05'],
    without: 'waits for a check without end',
    file: 'src/flows/check-health/check-health.ts',
    text: 'return await Promise.race([run(), late]);',
    instead: 'return await Promise.race([run(), run()]);',
    fails: ['src/flows/check-health/check-health.operator.routes.test.ts › waits for no check without end'],
  },
  {
    rows: ['O05'],
    without: 'says what the mail server said, password and all',
    file: 'src/flows/check-health/checks/mail.ts',
    text: 'the mail server does not take us (${reasonOf(error)})',
    instead: 'the mail server does not take us (${JSON.stringify(process.env)} ${reasonOf(error)})',
    fails: [
      'src/flows/check-health/checks/mail.test.ts › is taken by nobody: a fault that says why, and no password',
    ],
  },
];
