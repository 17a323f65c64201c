import type { Removal } from './removal.ts';

const COOKIES = 'test/attacks/weak-cookies.test.ts';
const FIXATION = 'test/attacks/session-fixation.test.ts';
const REPLAY = 'test/attacks/session-replay.test.ts';
const LIST = 'test/attacks/session-list-abuse.test.ts';
const DISABLED = 'test/attacks/disabled-account.test.ts';
const TWO_PROCESSES = 'test/attacks/sessions-over-two-processes.test.ts';
const HELD = 'test/attacks/held-request.test.ts';
const REMEMBERED = 'test/attacks/remembered-accounts.test.ts';
const CHANGES = 'src/domain/account-changes/account-changes.test.ts';
const NOUN = 'src/domain/sessions/sessions.test.ts';

export const SESSIONS: Removal[] = [
  {
    rows: ['S01'],
    without: 'shows cookies to scripts',
    file: 'src/web/cookies.ts',
    text: 'HttpOnly; ',
    instead: '',
    fails: [
      `${COOKIES} › every cookie is bound to the host and hidden from scripts, and Secure on https (S01)`,
    ],
  },
  {
    rows: ['S01'],
    without: 'sends cookies over plain http',
    file: 'src/web/cookies.ts',
    text: "${isSecure ? '; Secure' : ''}",
    instead: '',
    fails: [
      `${COOKIES} › every cookie is bound to the host and hidden from scripts, and Secure on https (S01)`,
    ],
  },
  {
    rows: ['S01'],
    without: 'sends cookies along with requests of other sites',
    file: 'src/web/cookies.ts',
    text: 'SameSite=Lax',
    instead: 'SameSite=None',
    fails: [
      `${COOKIES} › every cookie is bound to the host and hidden from scripts, and Secure on https (S01)`,
    ],
  },
  {
    rows: ['S01'],
    without: 'reads cookies that another host could have set',
    file: 'src/web/cookies.ts',
    text: "const prefix = isSecure ? securePrefix : '';",
    instead: 'const prefix = securePrefix.slice(0, 0);',
    fails: [`${COOKIES} › a plain name is not read on https (S01)`],
  },
  {
    rows: ['S01'],
    without: 'makes tokens of few random bits',
    file: 'src/platform/random.ts',
    text: 'Buffer.from(bytes(TOKEN_BYTES))',
    instead: 'Buffer.concat([Buffer.alloc(TOKEN_BYTES - 8), bytes(8)])',
    fails: [`${COOKIES} › tokens are 256 random bits: no two alike, no common start, in no body (S01)`],
  },
  {
    rows: ['S01', 'T02'],
    without: 'stores tokens as they are',
    file: 'src/platform/hashing.ts',
    text: "return hash('sha256', token, 'base64url') as TokenHash;",
    instead: 'return token as TokenHash;',
    fails: [
      `${COOKIES} › the store holds only hashes of tokens (S01)`,
      `${NOUN} › are stored by the hash of their token only`,
      'src/domain/mail-tokens/mail-tokens.test.ts › are stored as hashes only, and swept away when over',
      'src/domain/sign-ups/sign-ups.test.ts › keep hashes of their tokens only',
      'src/domain/devices/devices.test.ts › are stored by the hash of their token only',
      'src/domain/recovery-codes/recovery-codes.test.ts › are stored as hashes only',
    ],
  },
  {
    rows: ['S02'],
    without: 'adopts the token that a browser brings',
    file: 'src/domain/sessions/sessions.ts',
    text: 'const now = clock.now();\n      const token = random.token();\n      const session: Session',
    instead: `const now = clock.now();
      const token = (person as { formerToken?: string }).formerToken ?? random.token();
      const session: Session`,
    also: [
      {
        file: 'src/flows/complete-sign-in/complete-sign-in.ts',
        text: '      ...how,\n    });',
        instead: '      ...how,\n      ...({ formerToken: brought.formerToken } as object),\n    });',
      },
      {
        file: 'src/flows/complete-sign-in/complete-sign-in.ts',
        text: "if (former) await sessions.end(former, 'replaced');",
        instead: '',
      },
    ],
    fails: [`${FIXATION} › adopts no token that a browser brings to a sign-in`],
  },
  {
    rows: ['S02'],
    without: 'lets the session go on that a browser held until now',
    file: 'src/flows/complete-sign-in/complete-sign-in.ts',
    text: "if (former) await sessions.end(former, 'replaced');",
    instead: '',
    fails: [`${FIXATION} › ends the session that a browser held until now`],
  },
  {
    rows: ['S02'],
    without: 'lets the old token live beside the new one',
    file: 'src/domain/sessions/sessions.ts',
    text: 'if (!(await giveUpToken(session))) return undefined;',
    instead: '',
    fails: [
      `${FIXATION} › changes the token when identity is confirmed`,
      `${FIXATION} › gives the new token to one of two parallel proofs only`,
      `${NOUN} › are renewed by exactly one of twenty callers`,
    ],
  },
  {
    rows: ['S02'],
    without: 'lets the old token live beside the new one when the account changed, too',
    file: 'src/domain/sessions/sessions.ts',
    text: 'if (!(await giveUpToken(session))) return undefined;',
    instead: '',
    also: [
      {
        file: 'src/app-parts.ts',
        text: '(await requestAccounts.find(request, session))?.user.securityVersion === session.securityVersion,',
        instead: '(await requestAccounts.find(request, session)) !== undefined,',
      },
    ],
    fails: [
      `${FIXATION} › changes the token when the password is changed`,
      `${FIXATION} › changes the token when the second factor is turned on`,
    ],
  },
  {
    rows: ['S02'],
    without: 'does not look whether the account changed while a session was made',
    file: 'src/domain/sessions/sessions.ts',
    text: 'if (version !== session.securityVersion) {',
    instead: 'if (version === undefined) {',
    fails: [`${NOUN} › are not renewed across a raised version, unless the renewal carries it`],
  },
  {
    rows: ['S02', 'S11'],
    without: 'lets a token live that was renewed beside the change',
    file: 'src/domain/sessions/sessions.ts',
    text: 'if (version !== session.securityVersion) {',
    instead: 'if (version === undefined) {',
    also: [
      {
        file: 'src/app-parts.ts',
        text: '(await requestAccounts.find(request, session))?.user.securityVersion === session.securityVersion,',
        instead: '(await requestAccounts.find(request, session)) !== undefined,',
      },
    ],
    fails: ['test/attacks/renewal-race.test.ts › does not come to live after the change'],
  },
  {
    rows: ['S03'],
    without: 'takes the first of two session cookies',
    file: 'src/web/cookies.ts',
    text: 'return values.length === 1 && value',
    instead: 'return value',
    fails: [`${COOKIES} › two session cookies are none (S03)`],
  },
  {
    rows: ['S03'],
    without: 'reads other spellings of a cookie’s name',
    file: 'src/web/cookies.ts',
    text: "const pair = part.startsWith(' ') ? part.slice(1) : part;",
    instead:
      'const pair = part.trim().toLowerCase().startsWith(`${name}=`) ? `${name}=${part.trim().slice(name.length + 1)}` : part;',
    also: [{ file: 'src/web/cookies.ts', text: 'if (!header.includes(name)) return values;', instead: '' }],
    fails: [`${COOKIES} › no other spelling of the name is the name (S03)`],
  },
  {
    rows: ['S04', 'S13'],
    without: 'ends nothing when somebody signs out',
    file: 'src/flows/sign-out/sign-out.ts',
    text: "const hasEnded = await sessions.end(session, 'signed_out');",
    instead: 'const hasEnded = sessions !== undefined;',
    fails: [
      `${REPLAY} › end on every instance when the person signs out (S04)`,
      `${TWO_PROCESSES} › is refused by the next request, in every round (S04)`,
    ],
  },
  {
    rows: ['S04'],
    without: 'judges sessions before the body is in',
    file: 'src/web/access.ts',
    text: "app.addHook('preValidation', async (request, reply) => {",
    instead: "app.addHook('onRequest', async (request, reply) => {",
    fails: [
      `${TWO_PROCESSES} › does not act through a request that was on its way there (S04)`,
      `${HELD} › cannot make recovery codes after its session signed out`,
    ],
  },
  {
    rows: ['S04'],
    without: 'brings a session back by a visit that began before it ended',
    file: 'src/domain/sessions/sessions.store.ts',
    text: 'update: (seen, changed) => records.replace(toRecord(changed), encode(seen)),',
    instead:
      'update: async (seen, changed) => (await records.insert(toRecord(changed))) >= 0 && seen !== undefined,',
    fails: [
      `${REPLAY} › are not brought back by what a request writes that began before (S04)`,
      `${NOUN} › are not brought back by a visit that began before they ended`,
    ],
  },
  {
    rows: ['S04', 'S11'],
    without: 'changes the password for a session that ended while the request was on its way',
    file: 'src/web/access.ts',
    text: "app.addHook('preValidation', async (request, reply) => {",
    instead: "app.addHook('onRequest', async (request, reply) => {",
    also: [
      {
        file: 'src/flows/change-password/change-password.ts',
        text: 'await users.requireStillAt(tx, user.id, session.securityVersion);',
        instead: '',
      },
    ],
    fails: [`${HELD} › cannot change the password after its session was ended`],
  },
  {
    rows: ['S04'],
    without: 'lets other sites sign people out',
    file: 'src/web/same-origin.ts',
    text: 'const isAllowed = SAFE_METHODS.has(request.method) || isSameOrigin(request, publicUrl);',
    instead:
      'const isAllowed = SAFE_METHODS.has(request.method) || isSameOrigin(request, publicUrl) || publicUrl;',
    fails: [`${REPLAY} › are not ended by GET or from another site (S04)`],
  },
  {
    rows: ['S04'],
    without: 'tells the browser to forget the cookies of others',
    file: 'src/flows/sign-out/sign-out.routes.ts',
    text: '\'"cache", "storage"\'',
    instead: '\'"cache", "cookies"\'',
    fails: [`${REPLAY} › leave nothing for the Back button, and Clear-Site-Data names no cookies (S04)`],
  },
  {
    rows: ['S06'],
    without: 'finds people who are disabled',
    file: 'src/domain/users/users.ts',
    text: 'return row && !row.disabled_at ? repository.toUser(row) : undefined;',
    instead: 'return row && repository.toUser(row);',
    fails: [
      'src/domain/users/users.test.ts › are like unknown ones while they are disabled, and their address stays taken',
    ],
  },
  {
    rows: ['S06', 'E01'],
    without: 'lets people in who are disabled',
    file: 'src/domain/users/users.ts',
    text: 'return row && !row.disabled_at ? repository.toUser(row) : undefined;',
    instead: 'return row && repository.toUser(row);',
    also: [
      {
        file: 'src/domain/users/users.repository.ts',
        text: ".where('id', '=', id)\n    .where('disabled_at', 'is', null)\n    .forUpdate()",
        instead: ".where('id', '=', id)\n    .forUpdate()",
      },
      {
        file: 'src/domain/users/users.repository.ts',
        text: ".where('id', '=', id)\n    .where('disabled_at', 'is', null)\n    .executeTakeFirst();\n  return row?.security_version;\n}\n\nexport function toUser",
        instead:
          ".where('id', '=', id)\n    .executeTakeFirst();\n  return row?.security_version;\n}\n\nexport function toUser",
      },
    ],
    fails: [
      `${DISABLED} › gets no link mailed and no account made while the account is disabled`,
      'test/attacks/account-enumeration.test.ts › answers every kind of wrong sign-in alike (E01)',
      `${DISABLED} › is nobody at every door at once where the mark was set by hand, and once and for all when an operator enables`,
      'test/attacks/reset-token-abuse.test.ts › works for no token that is guessed, older, expired or void, with one and the same answer (V03)',
      'test/attacks/not-me-abuse.test.ts › works for no token that is guessed, of another purpose, used, settled, expired or of a disabled person',
    ],
  },
  {
    rows: ['S06'],
    without: 'lets what was begun before an operator’s change go on',
    file: 'src/flows/manage-users/manage-users.ts',
    text: 'const securityVersion = await users.raiseSecurityVersion(tx, user.id);',
    instead: 'const { securityVersion } = user;',
    fails: [
      `${DISABLED} › is nobody at every door, once and for all, when the account is disabled`,
      `${DISABLED} › is nobody at every door when sessions are ended`,
    ],
  },
  {
    rows: ['S06'],
    without: 'lets sessions go on that an operator ended',
    file: 'src/flows/manage-users/manage-users.ts',
    text: 'const securityVersion = await users.raiseSecurityVersion(tx, user.id);',
    instead: 'const { securityVersion } = user;',
    also: [
      {
        file: 'src/flows/manage-users/manage-users.ts',
        text: 'const sessionsEnded = await sessions.endAll(named.id, made.securityVersion);',
        instead: 'const sessionsEnded = made.securityVersion;',
      },
    ],
    fails: [`${DISABLED} › is nobody at every door when the second factor is removed`],
  },
  {
    rows: ['S06'],
    without: 'lets sessions go on that an ending has not reached yet',
    file: 'src/app-parts.ts',
    text: '(await requestAccounts.find(request, session))?.user.securityVersion === session.securityVersion,',
    instead: '(await requestAccounts.find(request, session)) !== undefined || session !== undefined,',
    fails: [`${REPLAY} › opens no door from the moment of the change on (…)`],
  },
  {
    rows: ['S08'],
    without: 'shows the key of a session in the list',
    file: 'src/flows/manage-sessions/manage-sessions.api.routes.ts',
    text: 'sessions.map(({ id, createdAt, lastSeenAt, expiresAt, ip, userAgent }) => ({\n        id,',
    instead:
      'sessions.map(({ id, tokenHash, createdAt, lastSeenAt, expiresAt, ip, userAgent }) => ({\n        tokenHash,\n        id,',
    also: [
      {
        file: 'src/flows/manage-sessions/manage-sessions.api.routes.ts',
        text: 'const Entry = Type.Object({',
        instead: 'const Entry = Type.Object({\n  tokenHash: text,',
      },
    ],
    fails: [`${LIST} › shows ids that open nothing, and no token`],
  },
  {
    rows: ['S08'],
    without: 'lets sessions grow without end',
    file: 'src/domain/sessions/sessions.ts',
    text: 'if (count > settings.mostPerPerson) await endOldest(session.userId);',
    instead: 'if (count < 0) await endOldest(session.userId);',
    fails: [`${LIST} › is bounded: the fifty-first session ends the one unused for longest`],
  },
  {
    rows: ['S08'],
    without: 'shows what a browser calls itself as markup',
    file: 'src/web/html.ts',
    text: 'return escapingTemplate(strings, ...values) as unknown as Html;',
    instead:
      "return escapingTemplate(strings, ...values.map((one) => (typeof one === 'string' ? raw(one) : one))) as unknown as Html;",
    also: [
      {
        file: 'src/web/device-words.ts',
        text: 'const { browser = say.unknownBrowser, system } = parse(userAgent.slice(0, LONGEST_READ));',
        instead: 'const { browser = userAgent, system } = parse(userAgent.slice(0, LONGEST_READ));',
      },
    ],
    fails: [`${LIST} › shows a browser that calls itself a script as text`],
  },
  {
    rows: ['S08', 'S13'],
    without: 'ends a session by its cookie alone',
    file: 'src/domain/sessions/session-endings.ts',
    text: "return session !== undefined && (await end(session, 'device_ended'));",
    instead: 'return session !== undefined;',
    fails: [`${LIST} › ends a session at once, and it stays ended`],
  },
  {
    rows: ['S08'],
    without: 'ends no other sessions',
    file: 'src/domain/sessions/session-endings.ts',
    text: "const count = await endCounted(others, 'all_ended');",
    instead: 'const count = others.length;',
    also: [
      {
        file: 'src/flows/manage-sessions/manage-sessions.ts',
        text: 'return users.raiseSecurityVersion(tx, user.id);',
        instead: 'return session.securityVersion;',
      },
    ],
    fails: [`${LIST} › ends all others and says how many`],
  },
  {
    rows: ['S08'],
    without: 'remembers devices without end',
    file: 'src/domain/devices/devices.ts',
    text: 'await repository.keepNewest(db, userId, MOST_PER_PERSON);',
    instead: '',
    fails: ['src/domain/devices/devices.test.ts › are remembered up to a hundred a person, the newest'],
  },
  {
    rows: ['S09', 'M06'],
    without: 'asks for no fresh proof',
    file: 'src/web/access.ts',
    text: "if (access === 'fresh_session' && !(await isFresh(request.session))) {",
    instead: "if (access === 'fresh_session' && !request.session && !(await isFresh(request.session))) {",
    fails: [
      `${REPLAY} › share no fresh proof: each session has its own, kept by the server (S09)`,
      `${REPLAY} › ask for the proof on the page as in the API, and go back to where one was (S09)`,
      'test/access-matrix.test.ts › lets a live session in, and asks for a fresh proof of identity where one is needed',
    ],
  },
  {
    rows: ['S09'],
    without: 'asks for no fresh proof at one door',
    file: 'src/flows/change-password/change-password.api.routes.ts',
    text: "access: 'fresh_session'",
    instead: "access: 'session'",
    fails: [
      'test/routes.test.ts › are those of the snapshot, each with who may come (UPDATE_SNAPSHOTS=yes writes it anew)',
    ],
  },
  {
    rows: ['S09'],
    without: 'lets everybody come where no route says who may',
    file: 'src/web/access.ts',
    text: 'if (!route.config?.access) throw',
    instead: 'if (route.config && !route.config.access) throw',
    fails: ['test/routes.test.ts › do not boot when one does not say who may come'],
  },
  {
    rows: ['S11'],
    without: 'ends no session when the password is changed',
    file: 'src/flows/change-password/change-password.ts',
    text: 'return users.raiseSecurityVersion(tx, user.id);',
    instead: 'return session.securityVersion;',
    also: [
      {
        file: 'src/flows/change-password/change-password.ts',
        text: 'await sessions.endAll(user.id, securityVersion, session);',
        instead: '',
      },
    ],
    fails: [
      `${REPLAY} › all end but one when the password is changed, and so do links and waiting sign-ins (S11)`,
      `${TWO_PROCESSES} › is over once the password was changed, and so is the old password (S11)`,
    ],
  },
  {
    rows: ['S11'],
    without: 'ends no session when the password is reset',
    file: 'src/flows/reset-password/reset-password.ts',
    text: 'const securityVersion = await users.raiseSecurityVersion(tx, user.id);',
    instead: 'const { securityVersion } = user;',
    also: [
      {
        file: 'src/flows/reset-password/reset-password.ts',
        text: 'await sessions.endAll(user.id, done.securityVersion);',
        instead: '',
      },
    ],
    fails: [`${REPLAY} › all end when the password is reset (S11)`],
  },
  {
    rows: ['S11'],
    without: 'forgets an ending that was cut off',
    file: 'src/domain/sessions/session-endings.ts',
    text: 'const due = sessions.filter(({ securityVersion }) => securityVersion < ending.below_version);',
    instead: 'const due = sessions.filter(({ securityVersion }) => securityVersion < 0);',
    fails: [
      'src/domain/sessions/session-endings.test.ts › happens in the background when whoever demanded it died before',
    ],
  },
  {
    rows: ['S06'],
    without: 'remembers accounts whose changes nobody looks at any more',
    file: 'src/domain/account-changes/account-changes.ts',
    text: 'if (last && follows(changes, last)) forget(changes.userIds);\n        else forgetAll();',
    instead: 'if (!last || !follows(changes, last)) forgetAll();',
    fails: [
      `${REMEMBERED} › lets nobody in a second after somebody was … by hand (S06)`,
      `${CHANGES} › is forgotten at the next look when by hand …`,
    ],
  },
  {
    rows: ['S06'],
    without: 'trusts what it remembers for as long as it likes',
    file: 'src/domain/account-changes/account-changes.ts',
    text: 'return wantedAt - lookedAt <= LONGEST_TRUST;',
    instead: 'return wantedAt >= lookedAt || LONGEST_TRUST > 0;',
    fails: [`${CHANGES} › counts for a second after the last look, and a look that fails ends it`],
  },
  {
    rows: ['S06'],
    without: 'notes no change made by hand',
    file: 'migrations/0017_account_changes.sql',
    text: 'AFTER UPDATE OR DELETE ON users',
    instead: 'AFTER INSERT ON users',
    fails: [
      `${REMEMBERED} › lets nobody in a second after somebody was … by hand (S06)`,
      `${CHANGES} › is forgotten at the next look when by hand …`,
    ],
  },
  {
    rows: ['S06'],
    without: 'believes notes that were swept away while the machine slept',
    file: 'src/domain/account-changes/account-changes.ts',
    text: 'between(last.at, changes.at) <= LONGEST_PAUSE;',
    instead: 'between(last.at, changes.at) <= LONGEST_PAUSE * 100;',
    fails: [
      `${CHANGES} › is forgotten after a pause for which notes are not kept, by the clock of the server`,
    ],
  },
  {
    rows: ['S13'],
    without: 'believes an account of another version than the session',
    file: 'src/flows/find-account/find-account.ts',
    text: 'user.securityVersion === securityVersion && user.revision >= accountRevision;',
    instead: 'user.securityVersion <= securityVersion && accountRevision >= 0;',
    fails: [`${REMEMBERED} › shows people at once what they changed, whichever instance they ask`],
  },
  {
    rows: ['S06'],
    without: 'remembers what was read before a change',
    file: 'src/domain/account-changes/account-changes.ts',
    text: 'if (account && generation === begun && isWatched()) {',
    instead: 'if (account && generation >= begun && isWatched()) {',
    fails: [`${CHANGES} › is not kept of what was read before a change that is seen meanwhile`],
  },
  {
    rows: ['S13'],
    without: 'keeps what it knows of a session in the process',
    file: 'src/domain/sessions/sessions.ts',
    text: 'const session = await store.find(tokenHash);',
    instead: `const kept: Map<TokenHash, Session> = ((globalThis as unknown as { kept: typeof kept }).kept ??= new Map());
    const session = kept.get(tokenHash) ?? (await store.find(tokenHash));
    if (session) kept.set(tokenHash, session);`,
    fails: [
      `${REPLAY} › end on every instance when the person signs out (S04)`,
      `${LIST} › ends a session at once, and it stays ended`,
      `${TWO_PROCESSES} › is refused while requests with it come without a pause, from the answer on (S13)`,
      'test/attacks/app-token-replay.test.ts › open nothing from that moment on, at no app and no instance: …',
    ],
  },
];
