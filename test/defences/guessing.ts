import type { Removal } from './removal.ts';

const SPOOFED = 'test/attacks/spoofed-client-address.test.ts';
const EVASION = 'test/attacks/budget-evasion.test.ts';
const THROTTLE = 'src/domain/throttle/throttle.test.ts';
const COUNTERS = 'src/platform/short-lived-state/counters.test.ts';
const LOCK_OUT = 'test/attacks/victim-lock-out.test.ts';
const STREAKS = 'test/attacks/persistent-guessing.test.ts';

/** R01 to R12 but for what concerns the mailed notices and robots. */
export const GUESSING: Removal[] = [
  {
    rows: ['R01'],
    without: 'believes X-Forwarded-For of everybody',
    file: 'src/web/server-options.ts',
    text: 'trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,',
    instead: 'trustProxy: true,',
    fails: [
      `${SPOOFED} › is counted by its connection, whatever headers it sends (R01)`,
      `${SPOOFED} › is counted by what the trusted proxy saw: the right-most hop that is not one of ours (R01)`,
    ],
  },
  {
    rows: ['R01'],
    without: 'takes whatever stands in the header for a client of its own',
    file: 'src/web/client.ts',
    text: "parseClient(socket.remoteAddress ?? '', userAgent)",
    instead: 'parseClient(`192.0.2.${ip.length % 256}`, userAgent)',
    fails: [`${SPOOFED} › is counted by the proxy where the header holds no address (R01)`],
  },
  {
    rows: ['R01'],
    without: 'reads the old short forms as addresses',
    file: 'src/domain/client.ts',
    text: 'return isIP(withoutZone) ?',
    instead: 'return ipaddr.isValid(withoutZone) ?',
    fails: ['src/domain/client.test.ts › is an address or nothing'],
  },
  {
    rows: ['R02'],
    without: 'counts each IPv6 address by itself',
    file: 'src/domain/client.ts',
    text: "if (address.kind() === 'ipv4') return",
    instead: 'if (address.kind()) return',
    fails: [
      `${SPOOFED} › shares one budget inside an IPv6 /64 (R02)`,
      `${SPOOFED} › has a coarser budget over a /48, four times as large (R02)`,
      `${THROTTLE} › counts an IPv6 network by its /64, and four times as many by its /48`,
    ],
  },
  {
    rows: ['R02'],
    without: 'takes IPv4 written as IPv6 for another client',
    file: 'src/domain/client.ts',
    text: 'ipaddr.process(withoutZone)',
    instead: 'ipaddr.parse(withoutZone)',
    fails: [`${SPOOFED} › writes one IPv6 address in no form that counts anew (R02)`],
  },
  {
    rows: ['R04'],
    without: 'compares addresses with their capitals',
    file: 'src/domain/email-address.ts',
    text: 'const canonical = `${localPart.toLowerCase()}@${domain}` as CanonicalEmail;',
    instead: 'const canonical = `${localPart}@${domain}` as CanonicalEmail;',
    fails: [`${EVASION} › judges no more guesses over all spellings of one address (R04)`],
  },
  {
    rows: ['R04'],
    without: 'takes a+x@ for a@ when signing in',
    file: 'src/domain/email-address.ts',
    text: 'const canonical = `${localPart.toLowerCase()}@${domain}` as CanonicalEmail;',
    instead:
      "const canonical = `${localPart.toLowerCase().replace(/\\+.*/, '')}@${domain}` as CanonicalEmail;",
    fails: [
      `${EVASION} › keeps a+x@ and a@ apart when signing in (R04)`,
      'src/domain/email-address.test.ts › is not merged with its neighbours: plus tags and dots make other accounts',
    ],
  },
  {
    rows: ['R05', 'R07', 'R08', 'R11'],
    without: 'lets every try through',
    file: 'src/domain/throttle/throttle.ts',
    text: 'const longest = longestWait(turns.filter(({ turn }) => !turn.isAllowed));',
    instead: 'const longest = longestWait(turns.filter(() => false));',
    fails: [
      `${EVASION} › judges no more guesses over all spellings of the path (R05)`,
      `${EVASION} › judges no more guesses over all doors together (R11)`,
      `${EVASION} › is not forgiven by the attacker's own sign-ins in between (R08)`,
      'test/attacks/guessing-over-two-processes.test.ts › has five of them judged about …, in every round',
    ],
  },
  {
    rows: ['R07'],
    without: 'checks in one step and counts in another',
    file: 'src/platform/short-lived-state/redis-state.ts',
    text: 'const [isAllowed, wait, count, mark] = await scripts.takeTurn(',
    instead: `const until = Number(await redis.hget(counterKey(key), 'blocked_until'));
      if (until > now()) return { isAllowed: false, wait: (until - now()) as Duration, count: 0, mark: '' };
      const [isAllowed, wait, count, mark] = await scripts.takeTurn(`,
    also: [
      {
        file: 'src/platform/short-lived-state/redis-scripts.ts',
        text: 'if blocked_until > now then',
        instead: 'if false then',
      },
    ],
    fails: [
      'test/attacks/guessing-race.test.ts › has five judged and the rest refused, and the sixth failure waits as if they came in a row',
      `${COUNTERS} › allows exactly the free tries to two hundred parallel callers on two instances`,
      `${THROTTLE} › counts exactly with a hundred parallel guesses on two instances`,
    ],
  },
  {
    rows: ['R08'],
    without: 'forgives with a sign-in all that anybody failed on the account',
    file: 'src/domain/throttle/throttle.ts',
    text: 'await counters.reduce(keyOf(budget), failed, limits[budget.limit]);',
    instead: 'await counters.clear(keyOf(budget));',
    also: [
      {
        file: 'src/domain/throttle/throttle.ts',
        text: 'if (failed === 0) return;',
        instead: '',
      },
    ],
    fails: [
      `${EVASION} › is not forgiven by the victim's own sign-in from elsewhere (R08)`,
      `${THROTTLE} › forgives what this client failed on this account, and nothing that strangers failed`,
    ],
  },
  {
    rows: ['R13'],
    without: 'forgives a client with a sign-in what it failed on other accounts',
    file: 'src/domain/throttle/throttle.ts',
    text: 'if (failed === 0) return;',
    instead: 'for (const one of clientBudgets(client)) await counters.clear(keyOf(one));',
    fails: [`${THROTTLE} › never forgives a client what it failed on other accounts`],
  },
  {
    rows: ['R08'],
    without: 'judges the first of a list of passwords',
    file: 'src/web/form.ts',
    text: 'return Object.fromEntries(own);',
    instead: 'return Object.fromEntries(own.map(([name, value]) => [name, [value].flat()[0]]));',
    fails: [`${EVASION} › judges nothing in a list of passwords (R08)`],
  },
  {
    rows: ['R08', 'M04'],
    without: 'takes no turn for what is no text',
    file: 'src/web/malformed-credentials.ts',
    text: '(turn) => done(turn.isAllowed ? undefined : rateLimited(turn)),',
    instead:
      '(turn) => void (turn.isAllowed ? turn.giveBack() : Promise.resolve()).then(() => done(), done),',
    fails: [
      'test/attacks/malformed-credentials.test.ts › costs the client a try at every door of the API, whatever stands there instead',
      'test/attacks/malformed-credentials.test.ts › costs the client a try at every form that sends it twice',
    ],
  },
  {
    rows: ['R08'],
    without: 'makes people who left a field empty pay',
    file: 'src/web/malformed-credentials.ts',
    text: "typeof value !== 'string' && value !== null",
    instead: "typeof value !== 'string' || value === ''",
    fails: ['test/attacks/malformed-credentials.test.ts › is no matter of mistakes that people make'],
  },
  {
    rows: ['R08'],
    without: 'keeps old failures alive by tries that were given back',
    file: 'src/platform/short-lived-state/redis-scripts.ts',
    text: "if redis.call('HGET', KEYS[1], 'last') == now then",
    instead: 'if false then',
    fails: [`${COUNTERS} › does not let tries that were given back keep old failures from being forgotten`],
  },
  {
    rows: ['R08'],
    without: 'gives tries back to a count that began anew',
    file: 'src/platform/short-lived-state/redis-scripts.ts',
    text: "if redis.call('HGET', KEYS[1], 'started') ~= started then return 0 end",
    instead: '',
    fails: [`${COUNTERS} › gives nothing back to a count that began anew since`],
  },
  {
    rows: ['R07'],
    without: 'counts in Postgres and refuses nothing',
    file: 'src/platform/short-lived-state/postgres-state.ts',
    text: 'WHERE c.blocked_until <= ${nowAt}',
    instead: 'WHERE c.count >= 0',
    fails: [`${COUNTERS} › allows exactly the free tries to two hundred parallel callers on two instances`],
  },
  {
    rows: ['R08'],
    without: 'keeps old failures alive in Postgres by tries that were given back',
    file: 'src/platform/short-lived-state/postgres-state.ts',
    text: 'last_at = CASE WHEN last_at = ${takenAt}::timestamptz THEN last_before_at ELSE last_at END',
    instead: 'last_at = CASE WHEN last_at = ${takenAt}::timestamptz THEN last_at ELSE last_at END',
    fails: [`${COUNTERS} › does not let tries that were given back keep old failures from being forgotten`],
  },
  {
    rows: ['R08'],
    without: 'gives tries back in Postgres to a count that began anew',
    file: 'src/platform/short-lived-state/postgres-state.ts',
    text: 'AND started_at = ${startedAt}::timestamptz AND NOT EXISTS',
    instead: 'AND NOT EXISTS',
    fails: [`${COUNTERS} › gives nothing back to a count that began anew since`],
  },
  {
    rows: ['R09'],
    without: 'counts a try as failed that could not be judged',
    file: 'src/domain/throttle/throttle.ts',
    text: 'await giveBack();\n        throw error;',
    instead: 'throw error;',
    fails: ['test/attacks/outage-as-failure.test.ts › leaves the right password its tries'],
  },
  {
    rows: ['R09'],
    without: 'keeps the other turns where one budget cannot be known',
    file: 'src/domain/throttle/throttle.ts',
    text: 'await giveBack().catch(() => {});',
    instead: '',
    fails: [
      'src/domain/throttle/outage.test.ts › refuses to be taken for granted, and costs the other budgets nothing',
    ],
  },
  {
    rows: ['R09'],
    without: 'lengthens a wait by tries during it',
    file: 'src/platform/short-lived-state/redis-scripts.ts',
    text: "return { 0, blocked_until - now, count, '' }",
    instead: `redis.call('HSET', KEYS[1], 'count', count + 1, 'blocked_until', blocked_until + first)
  return { 0, blocked_until - now, count, '' }`,
    fails: [`${COUNTERS} › counts nothing and extends nothing for tries during a wait`],
  },
  {
    rows: ['R09'],
    without: 'makes an account wait for a day',
    file: 'src/domain/throttle/limits.ts',
    text: 'cap: settings.backoffCap,',
    instead: 'cap: days(1),',
    fails: [
      `${THROTTLE} › gives an account five failures over all clients, then waits that double up to a quarter of an hour`,
    ],
  },
  {
    rows: ['R09'],
    without: 'lets strangers use up the tries of a known device',
    file: 'src/domain/throttle/throttle.ts',
    text: "device\n          ? [{ limit: 'credentials_per_device', subject: device }]\n",
    instead: "device && isSuspect\n          ? [{ limit: 'credentials_per_device', subject: device }]\n",
    fails: [
      `${LOCK_OUT} › does not keep out a browser that signed in before, nor a new one that completed a reset`,
      `${LOCK_OUT} › does not keep an app that sends its device token from confirming and changing the password`,
    ],
  },
  {
    rows: ['R09'],
    without: 'lets a known device guess without end',
    file: 'src/domain/throttle/throttle.ts',
    text: "[{ limit: 'credentials_per_device', subject: device }]",
    instead: '[]',
    fails: [`${LOCK_OUT} › does not give a thief of a device cookie more than its own budget`],
  },
  {
    rows: ['R09'],
    without: 'takes the device of another account for a known one',
    file: 'src/domain/devices/devices.repository.ts',
    text: ".select('token_hash')\n    .where('user_id', '=', userId)\n    .where('token_hash', 'in', hashes)",
    instead: ".select('token_hash')\n    .where('token_hash', 'in', hashes)",
    fails: [`${LOCK_OUT} › takes a device of another account, or a made-up one, for a stranger`],
  },
  {
    rows: ['R09'],
    without: 'tells the owner of each streak',
    file: 'src/flows/warn-of-failures/warn-of-failures.ts',
    text: "if ((await mailQueue.countToday(tx, 'sign_in_failures', user.email)) > 0) return;",
    instead: '',
    fails: [`${STREAKS} › is told to the owner from the tenth failure on, once a day however long it lasts`],
  },
  {
    rows: ['R09'],
    without: 'takes what the owner mistypes for guessing',
    file: 'src/flows/sign-in/sign-in.ts',
    text: 'if (!device) await failureStreaks.note(',
    instead: 'await failureStreaks.note(',
    fails: [
      `${STREAKS} › is neither what the owner mistypes on a known device, nor a right password in between`,
    ],
  },
  {
    rows: ['R11'],
    without: 'counts apart at the door where identity is confirmed',
    file: 'src/flows/confirm-identity/confirm-identity.ts',
    text: 'await throttle.takeCredentials(client, user.email.canonical, { device });',
    instead:
      'await throttle.takeCredentials(client, `confirm ${user.email.canonical}` as typeof user.email.canonical, {});',
    fails: [`${EVASION} › judges no more guesses over all doors together (R11)`],
  },
  {
    rows: ['R11'],
    without: 'notices no guessing at the door where the password is changed',
    file: 'src/flows/change-password/change-password.ts',
    text: 'if (!device) await failureStreaks.note(databases.primary, user.email.canonical, client, turn.count);',
    instead: '',
    fails: [`${STREAKS} › is noticed at the other doors for the password too, behind a stolen session`],
  },
  {
    rows: ['R12'],
    without: 'counts codes of each waiting sign-in alone',
    file: 'src/domain/throttle/throttle.ts',
    text: "{ limit: 'second_step_per_person', subject: userId },",
    instead: '',
    fails: [`${THROTTLE} › gives a waiting sign-in five codes, and a person ten over all of them`],
  },
  {
    rows: ['R12', 'M02', 'M09'],
    without: 'lets one waiting sign-in try codes without end',
    file: 'src/domain/throttle/throttle.ts',
    text: "...(pendingKey ? [{ limit: 'second_step_per_pending', subject: pendingKey } as const] : []),",
    instead: '',
    fails: [
      `${THROTTLE} › gives a waiting sign-in five codes, and a person ten over all of them`,
      'test/attacks/second-step-skipping.test.ts › ends a waiting sign-in after five wrong codes, the right one included (M02)',
      'test/attacks/recovery-code-abuse.test.ts › counts wrong ones with wrong TOTP codes: five and the waiting sign-in is over',
    ],
  },
  {
    rows: ['R12'],
    without: 'lets codes be guessed for ever, slowly',
    file: 'src/domain/throttle/throttle.ts',
    text: "{ limit: 'second_step_in_a_row', subject: userId },\n        {",
    instead: '{',
    fails: [
      'test/attacks/code-guessing.test.ts › stops for good after so many in a row, until the owner resets the password',
    ],
  },
  {
    rows: ['R12', 'M07'],
    without: 'counts no codes while a factor is set up',
    file: 'src/flows/manage-second-factor/manage-second-factor.ts',
    text: 'await throttle.takeSecondStep(client, user.id);',
    instead: 'await throttle.takeSecondStep(client, `${Math.random()} ${code}` as typeof user.id);',
    fails: [
      'test/attacks/second-factor-hijack.test.ts › limits wrong confirmations like every other code (M07)',
    ],
  },
];
