import type { Removal } from './removal.ts';

const THROTTLE = 'src/domain/throttle/throttle.test.ts';
const STUFFING = 'test/attacks/credential-stuffing.test.ts';
const SUSPICION = 'src/domain/suspicion/suspicion.test.ts';
const BOMBING = 'test/attacks/mail-bombing.test.ts';
const HONEYPOT = 'test/attacks/honeypot.test.ts';
const STREAKS = 'test/attacks/persistent-guessing.test.ts';

/** R13 to R17. */
export const ROBOTS: Removal[] = [
  {
    rows: ['R13'],
    without: 'counts nothing against clients',
    file: 'src/domain/throttle/throttle.ts',
    text: '...clientBudgets(client),\n              ...ifSuspect',
    instead: '...ifSuspect',
    fails: [`${THROTTLE} › gives a client thirty failures in five minutes over all accounts`],
  },
  {
    rows: ['R13'],
    without: 'asks nobody for a proof of work',
    file: 'src/domain/suspicion/suspicion.ts',
    text: 'if (!asks(isRobot)) return passed;',
    instead: 'if (!asks(isRobot) || proof === undefined) return passed;',
    fails: [
      `${STUFFING} › meets work before the next guess is judged, at each of the three doors`,
      `${STUFFING} › asks known and unknown addresses alike`,
    ],
  },
  {
    rows: ['R13'],
    without: 'takes one proof of work again and again',
    file: 'src/domain/suspicion/proof-use.ts',
    text: 'return isFirstUse(judged.key);',
    instead: 'return (await isFirstUse(judged.key)) || true;',
    fails: [`${STUFFING} › lets a person in whose client did the work, once for each proof`],
  },
  {
    rows: ['R13'],
    without: 'takes a proof of work at every door',
    file: 'src/platform/proof-of-work.ts',
    text: 'if (data?.purpose !== purpose || age > PROOF_LIFETIME)',
    instead: 'if (age > PROOF_LIFETIME)',
    fails: [`${STUFFING} › takes no proof that was made for another door`],
  },
  {
    rows: ['R13'],
    without: 'looks at what this instance saw alone',
    file: 'src/domain/suspicion/suspicion.ts',
    text: 'all.flatMap(({ value }) => JSON.parse(value) as MinuteTally[]),',
    instead: 'all.length > 0 ? own : [],',
    fails: [
      `${STUFFING} › is noticed by every instance, and seen by the operator`,
      `${SUSPICION} › is raised by many failures with few successes, whichever instances saw them, until they are over`,
    ],
  },
  {
    rows: ['R13'],
    without: 'asks known browsers too',
    file: 'src/domain/suspicion/suspicion.ts',
    text: "if (isKnownDevice) return { kind: 'passed', isSuspect: false };",
    instead: '',
    fails: [`${STUFFING} › asks nothing of a browser that signed in before`],
  },
  {
    rows: ['R13'],
    without: 'believes challenges that are not its own',
    file: 'src/platform/proof-of-work.ts',
    text: 'if (result.invalidSignature === false) return result;',
    instead: 'return { ...result, verified: !result.invalidSolution };',
    fails: [
      'src/platform/proof-of-work.test.ts › is invalid with anything changed: easier, older, of another purpose, for another answer',
    ],
  },
  {
    rows: ['R13'],
    without: 'lets an attacker drown failures in right passwords of one account',
    file: 'src/domain/suspicion/tally.ts',
    text: 'if (isRight && !isNews(person, minute)) return;',
    instead: '',
    fails: [
      `${SUSPICION} › is not drowned by right passwords of one account, nor by however many in a flood`,
    ],
  },
  {
    rows: ['R13'],
    without: 'lets everybody in who waits',
    file: 'src/domain/suspicion/proof-use.ts',
    text: "if (judged.kind === 'waited' && !(await mayWait(client))) return false;",
    instead: "if (judged.kind === 'waited') await mayWait(client);",
    fails: [
      `${SUSPICION} › lets sixty in by waiting in five minutes, whoever they are, and a wait refused uses up nothing`,
    ],
  },
  {
    rows: ['R14'],
    without: 'mails as often as strangers wish',
    file: 'src/domain/throttle/throttle.ts',
    text: `take([
      { limit: 'mail_per_mailbox_hourly', subject: mailboxOf(mailbox) },
      { limit: 'mail_per_mailbox_daily', subject: mailboxOf(mailbox) },
    ]);`,
    instead: 'take(mailbox ? [] : []);',
    fails: [
      `${BOMBING} › sends three mails an hour and ten a day to a mailbox, and a reset link an hour beyond, whatever strangers do`,
      `${THROTTLE} › gives a mailbox three mails an hour and ten a day, all its plus tags together`,
    ],
  },
  {
    rows: ['R14'],
    without: 'lets strangers use up the reset link of the owner',
    file: 'src/domain/throttle/throttle.ts',
    text: "return take([{ limit: 'reset_mail_per_mailbox', subject: mailboxOf(mailbox) }]);",
    instead: 'return turn;',
    fails: [
      'test/attacks/outage-as-failure.test.ts › still mails the owner a reset link',
      `${BOMBING} › sends three mails an hour and ten a day to a mailbox, and a reset link an hour beyond, whatever strangers do`,
    ],
  },
  {
    rows: ['R14'],
    without: 'counts each plus tag of a mailbox by itself',
    file: 'src/domain/throttle/throttle.ts',
    text: "address.replace(/\\+[^@]*@/, '@')",
    instead: 'address',
    fails: [`${THROTTLE} › gives a mailbox three mails an hour and ten a day, all its plus tags together`],
  },
  {
    rows: ['R14'],
    without: 'counts no mails against the client that causes them',
    file: 'src/domain/throttle/throttle.ts',
    text: "...networkBudgets(client, 'mail_per_client', 'mail_per_network'),",
    instead: '',
    fails: [
      `${BOMBING} › lets one client cause twenty mails an hour, and says so with 429`,
      'src/flows/sign-up/sign-up.routes.test.ts › answers a resend alike when the budget of the client is spent, and mails nothing',
    ],
  },
  {
    rows: ['R14'],
    without: 'counts a mail that could not be written',
    file: 'src/flows/reset-password/reset-password.ts',
    text: 'await (turn?.isAllowed ? turn.judge(settle) : settle());',
    instead: 'await settle();',
    fails: ['test/attacks/outage-as-failure.test.ts › costs the mailbox none of its mails'],
  },
  {
    rows: ['R14'],
    without: 'lets streaks be worked off side by side',
    file: 'src/flows/warn-of-failures/warn-of-failures.ts',
    text: 'if (!user || !(await users.lock(tx, user.id))) return;',
    instead: 'if (!user) return;',
    fails: [`${STREAKS} › is one mail when several streaks are worked off side by side by two instances`],
  },
  {
    rows: ['R14'],
    without: 'mails no warning where strangers used up the mailbox',
    file: 'src/flows/sign-in/sign-in.ts',
    text: 'if (!device) await failureStreaks.note(',
    instead: 'if (device) await failureStreaks.note(',
    fails: [`${STREAKS} › is told also when strangers used up the mailbox, and uses up nothing of it itself`],
  },
  {
    rows: ['R16'],
    without: 'signs robots up',
    file: 'src/flows/sign-up/sign-up.ts',
    text: 'await (signs.isTrapSprung\n',
    instead: 'await (signs.isTrapSprung && !email\n',
    fails: [
      `${HONEYPOT} › gets the answer of an ordinary sign-up, the same work done, and no row and no mail`,
      `${HONEYPOT} › whatever JSON puts into it`,
    ],
  },
  {
    rows: ['R16'],
    without: 'lets a robot in that knows a password',
    file: 'src/flows/sign-in/sign-in.ts',
    text: 'if (credentials.isTrapSprung && !device) {',
    instead: 'if (credentials.isTrapSprung && !matches && !device) {',
    fails: [
      `${HONEYPOT} › gets the answer of an ordinary failure at sign-in, also with the right password, after the same work`,
    ],
  },
  {
    rows: ['R16'],
    without: 'keeps a known browser out whose extension fills in everything',
    file: 'src/flows/sign-in/sign-in.ts',
    text: 'if (credentials.isTrapSprung && !device) {',
    instead: 'if (credentials.isTrapSprung) {',
    fails: [
      `${HONEYPOT} › does not keep out a browser that signed in before, whose extension fills in everything`,
    ],
  },
  {
    rows: ['R16'],
    without: 'mails whom a robot names',
    file: 'src/flows/reset-password/reset-password.ts',
    text: "await auditLog.record(databases.primary, 'honeypot_filled', { userId: undefined, client });\n          return;",
    instead: "await auditLog.record(databases.primary, 'honeypot_filled', { userId: undefined, client });",
    fails: [`${HONEYPOT} › gets the answer of an ordinary forgotten password, and mails nobody`],
  },
  {
    rows: ['R16'],
    without: 'sees the trap sprung by texts alone',
    file: 'src/web/signs.ts',
    text: "value !== undefined && value !== null && value !== '' && value !== false;",
    instead: "typeof value === 'string' && value !== '';",
    fails: [`${HONEYPOT} › whatever JSON puts into it`],
  },
  {
    rows: ['R16'],
    without: 'leaves a robot its whole budgets',
    file: 'src/domain/throttle/throttle.ts',
    text: 'isSuspect ? [{ limit, subject: networksOf(client).narrow }] : [];',
    instead: 'isSuspect && !client ? [{ limit, subject: networksOf(client).narrow }] : [];',
    fails: [`${HONEYPOT} › is three quarters of its budgets for an hour`],
  },
  {
    rows: ['R16'],
    without: 'takes forms that came too fast, or from a page of yesterday',
    file: 'src/web/signs.ts',
    text: "age !== 'missing' && age !== 'usual';",
    instead: "age === 'missing' && age !== 'missing';",
    fails: [
      `${HONEYPOT} › comes back with what was typed at sign-up and forgotten password, and goes through when sent again`,
      `${HONEYPOT} › comes back from a page of yesterday, or with a stamp that is not ours`,
    ],
  },
  {
    rows: ['R16'],
    without: 'believes a time that somebody wrote',
    file: 'src/web/signs.ts',
    text: 'const shownAt = texts.open(stamp, BOUND_TO);',
    instead: 'const shownAt = texts.open(stamp, BOUND_TO) ?? stamp;',
    fails: ['src/web/signs.test.ts › cannot be made up'],
  },
  {
    rows: ['R16'],
    without: 'says where the trap is: a person sees it, a reader reads it',
    file: 'src/web/components/guard-fields.ts',
    text: '<div class="sr-only" aria-hidden="true">',
    instead: '<div>',
    fails: [
      `${HONEYPOT} › is on each of the three forms, out of the way of people, readers and autofill`,
      'test/browser/robots.test.ts › is neither seen, nor reached by the keyboard, nor read aloud',
    ],
  },
  {
    rows: ['R16'],
    without: 'counts traps sprung at one moment as one',
    file: 'src/domain/suspicion/flags.ts',
    text: 'const { count } = await counters.takeTurn(flaggedKey(name), EVERY_FLAG);',
    instead: `const known = Number((await records.find(\`n:\${name}\`)) ?? 0);
        const count = known + 1;
        await records.insert({ key: \`n:\${name}\`, value: String(count), expiresAt: after(clock.now(), FLAGGED_FOR) });`,
    fails: [`${SUSPICION} › counts traps sprung at one moment as so many flags`],
  },
  {
    rows: ['R16'],
    without: 'looks at narrow networks alone',
    file: 'src/domain/suspicion/subjects.ts',
    text: 'if (wide) subjects.push',
    instead: 'if (wide && subjects.length > 1) subjects.push',
    fails: [`${SUSPICION} › looks closely at a wide network whose narrow ones take turns`],
  },
  {
    rows: ['R17'],
    without: 'keeps a counter of every refused try',
    file: 'src/platform/short-lived-state/redis-scripts.ts',
    text: "return redis.call('DEL', KEYS[1])\nend\nredis.call('HSET', KEYS[1], 'count', math.max(0, count))",
    instead: "count = 0\nend\nredis.call('HSET', KEYS[1], 'count', math.max(0, count))",
    fails: ['test/attacks/state-flooding.test.ts › leaves hardly anything behind, and everybody signed in'],
  },
];
