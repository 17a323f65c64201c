import type { Removal } from './removal.ts';

const SKIPPING = 'test/attacks/second-step-skipping.test.ts';
const REPLAY = 'test/attacks/code-replay.test.ts';
const HIJACK = 'test/attacks/second-factor-hijack.test.ts';
const RECOVERY = 'test/attacks/recovery-code-abuse.test.ts';
const LEAKAGE = 'test/attacks/secret-leakage.test.ts';
const TWO_PROCESSES = 'test/attacks/codes-over-two-processes.test.ts';
const BYPASS = 'test/attacks/second-factor-bypass.test.ts';

export const SECOND_FACTOR: Removal[] = [
  {
    rows: ['M01'],
    without: 'lets in with the password alone',
    file: 'src/flows/sign-in/sign-in.ts',
    text: 'if (needsCode) {',
    instead: 'if (needsCode && !user) {',
    fails: [
      `${SKIPPING} › says nothing about the person before the second step, and records no sign-in (M01)`,
      `${SKIPPING} › is not passed by an empty step (M01)`,
    ],
  },
  {
    rows: ['M01', 'N05'],
    without: 'asks for no session',
    file: 'src/web/access.ts',
    text: "if (!request.session) return sendAway(request, reply, '/sign-in', 'not_authenticated');",
    instead: 'if (!request.session) return;',
    fails: ['test/access-matrix.test.ts › lets nobody in …'],
  },
  {
    rows: ['M02'],
    without: 'keeps a waiting sign-in for hours',
    file: 'src/domain/pending-sign-ins/pending-sign-ins.ts',
    text: 'PENDING_LIFETIME = minutes(10)',
    instead: 'PENDING_LIFETIME = minutes(600)',
    fails: [`${SKIPPING} › ends a waiting sign-in after ten minutes (M02)`],
  },
  {
    rows: ['M02'],
    without: 'opens a session for each right code of one waiting sign-in',
    file: 'src/flows/sign-in-second-factor/sign-in-second-factor.ts',
    text: "if (!(await pendingSignIns.finish(pendingToken))) return { kind: 'not_pending' };",
    instead: 'await pendingSignIns.finish(pendingToken);',
    fails: [
      `${SKIPPING} › opens one session for one waiting sign-in, of many parallel right codes (M02)`,
      `${TWO_PROCESSES} › open one session for one waiting sign-in, with twenty codes of which each is good (M02)`,
    ],
  },
  {
    rows: ['M02'],
    without: 'goes on with a waiting sign-in that was finished',
    file: 'src/domain/pending-sign-ins/pending-sign-ins.ts',
    text: 'return (await records.take(keyOf(token))) !== undefined;',
    instead: 'return (await records.find(keyOf(token))) !== undefined;',
    fails: [`${SKIPPING} › does not work twice (M02)`],
  },
  {
    rows: ['M03'],
    without: 'takes a code as often as it comes',
    file: 'src/domain/totp/totp.repository.ts',
    text: ".where('last_step', '<', step)",
    instead: ".where('last_step', '<=', step)",
    fails: [
      `${REPLAY} › look wrong when used again, exactly like wrong ones (M03)`,
      `${REPLAY} › works for one of many waiting sign-ins at once, over two instances`,
      `${TWO_PROCESSES} › let one of fifty waiting sign-ins in, all with the same code (M03)`,
      'src/domain/totp/totp.test.ts › accepts a code once of twenty tries at the same moment',
    ],
  },
  {
    rows: ['M03'],
    without: 'takes an older code after a newer one',
    file: 'src/domain/totp/totp.repository.ts',
    text: ".where('last_step', '<', step)",
    instead: ".where('last_step', '!=', step)",
    fails: [
      `${REPLAY} › of an earlier step are dead after a later one (M03)`,
      `${REPLAY} › stay used when the clock steps back (M03)`,
    ],
  },
  {
    rows: ['M03'],
    without: 'takes the code that set the factor up for signing in',
    file: 'src/domain/totp/totp.ts',
    text: 'last_step: step,',
    instead: 'last_step: 0,',
    fails: [`${REPLAY} › used to set up do not sign in, and used to sign in do not confirm identity (M03)`],
  },
  {
    rows: ['M04'],
    without: 'takes codes of two minutes ago',
    file: 'src/domain/totp/totp-code.ts',
    text: 'const WINDOW = 1;',
    instead: 'const WINDOW = 4;',
    fails: [`${REPLAY} › are accepted one step either side and no further (M04)`],
  },
  {
    rows: ['M04'],
    without: 'reads a number from whatever looks like one',
    file: 'src/web/fields.ts',
    text: "const code = text.replace(/ /g, '');",
    instead: "const code = text.normalize('NFKC').replace(/[^0-9A-Za-z-]/g, '');",
    fails: [`${REPLAY} › are six ASCII digits and nothing that a number could be read from (M04)`],
  },
  {
    rows: ['M04'],
    without: 'hands the library whatever has six characters',
    file: 'src/domain/totp/totp-code.ts',
    text: 'const WELL_FORMED = /^[0-9]{6}$/;',
    instead: 'const WELL_FORMED = /^.{6}/;',
    fails: [
      'src/domain/totp/totp-code.test.ts › is six ASCII digits and nothing that only counts as the same number',
    ],
  },
  {
    rows: ['M06'],
    without: 'takes an old proof of identity for a fresh one',
    file: 'src/wire-flows.ts',
    text: 'if (between(authenticatedAt, clock.now()) > config.reauthenticationWindow) return false;',
    instead: '',
    fails: [`${HIJACK} › needs a fresh proof, and changes nothing without one (M06)`],
  },
  {
    rows: ['M06'],
    without: 'takes a proof without the second factor while one is on',
    file: 'src/wire-flows.ts',
    text: "return assuranceLevel === 'aal2' || !(await nouns.totp.isOn(databases.primary, userId));",
    instead: 'return assuranceLevel !== undefined || userId !== undefined;',
    fails: [`${HIJACK} › is not helped by a fresh session that never saw the second factor (M06)`],
  },
  {
    rows: ['M06'],
    without: 'confirms identity by the password while a second factor is on',
    file: 'src/flows/confirm-identity/confirm-identity.ts',
    text: "? 'code' : 'password';",
    instead: "? 'password' : 'password';",
    also: [
      {
        file: 'src/wire-flows.ts',
        text: "return assuranceLevel === 'aal2' || !(await nouns.totp.isOn(databases.primary, userId));",
        instead: 'return assuranceLevel !== undefined || userId !== undefined;',
      },
    ],
    fails: [`${HIJACK} › is not helped by the password alone while a second factor is on (M06)`],
  },
  {
    rows: ['M06'],
    without: 'leaves the other sessions as they are when a factor is turned on',
    file: 'src/flows/manage-second-factor/manage-second-factor.ts',
    text: 'await sessions.endAll(user.id, securityVersion, session);\n      const started',
    instead: 'const started',
    also: [
      {
        file: 'src/flows/manage-second-factor/manage-second-factor.ts',
        text: 'return { codes, securityVersion: await users.raiseSecurityVersion(tx, user.id) };',
        instead: 'return { codes, securityVersion: session.securityVersion };',
      },
    ],
    fails: [`${HIJACK} › is not helped by a session from before the factor was turned on (M06)`],
  },
  {
    rows: ['M06', 'V14'],
    without: 'tells nobody that a factor was changed',
    file: 'src/flows/manage-second-factor/manage-second-factor.ts',
    text: 'await notifyOwner(tx, user, change.event, wordsOf(user, { en, de }).notices[change.notice], client);',
    instead: '',
    fails: [`${HIJACK} › is told to the owner at once (M06)`],
  },
  {
    rows: ['M07'],
    without: 'gives the active secret up for one that is not confirmed',
    file: 'src/domain/totp/totp.ts',
    text: 'const secret = random.bytes(SECRET_BYTES);',
    instead: 'const secret = random.bytes(SECRET_BYTES);\n      await repository.deleteSecret(tx, userId);',
    fails: [`${HIJACK} › leaves the active secret alone until the new one is confirmed (M07)`],
  },
  {
    rows: ['M07', 'M10'],
    without: 'shows a waiting secret to each session, and confirms it there',
    file: 'src/domain/totp/totp.repository.ts',
    text: ".where('session_id', '=', sessionId)",
    instead: ".where('session_id', 'is not', sessionId ? null : sessionId)",
    fails: [
      `${HIJACK} › confirms only the latest secret, in the session that asked for it, within ten minutes (M07)`,
      'src/domain/totp/totp.test.ts › confirms in the session that enrolled, within ten minutes, the latest secret only',
      `${LEAKAGE} › does not show the waiting secret to another session of the same person`,
    ],
  },
  {
    rows: ['M07'],
    without: 'lets a waiting secret wait for hours',
    file: 'src/domain/totp/totp.ts',
    text: 'const ENROLMENT_LIFETIME = minutes(10);',
    instead: 'const ENROLMENT_LIFETIME = minutes(600);',
    fails: [
      `${HIJACK} › confirms only the latest secret, in the session that asked for it, within ten minutes (M07)`,
      'src/domain/totp/totp.test.ts › confirms in the session that enrolled, within ten minutes, the latest secret only',
    ],
  },
  {
    rows: ['M07'],
    without: 'makes short secrets',
    file: 'src/domain/totp/totp-code.ts',
    text: 'export const SECRET_BYTES = 20;',
    instead: 'export const SECRET_BYTES = 10;',
    fails: [
      'src/domain/totp/totp-code.test.ts › has the 160 bits of RFC 4226 and is shown in base32 (RFC 4648)',
    ],
  },
  {
    rows: ['M07', 'S11'],
    without: 'turns a factor on for whoever was let in before the reset',
    file: 'src/flows/manage-second-factor/manage-second-factor.ts',
    text: 'await users.requireStillAt(tx, user.id, session.securityVersion);\n      if (!(await totp.confirm(',
    instead: 'if (!(await totp.confirm(',
    also: [
      { file: 'src/wiring.ts', text: 'await totp.voidEnrolment(tx, id);', instead: '' },
      {
        file: 'src/web/access.ts',
        text: "app.addHook('preValidation', async (request, reply) => {",
        instead: "app.addHook('onRequest', async (request, reply) => {",
      },
    ],
    fails: [
      'test/attacks/held-request.test.ts › cannot turn on a second factor after the password was reset',
    ],
  },
  {
    rows: ['M08'],
    without: 'turns the factor off when the password is reset',
    file: 'src/flows/sign-in/sign-in.ts',
    text: 'needsCode: await totp.isOn(db, id) };',
    instead: 'needsCode: (await totp.isOn(db, id)) && user?.securityVersion === 2 };',
    fails: [
      `${BYPASS} › is not possible by resetting the password: it signs nobody in and the code is still asked for`,
    ],
  },
  {
    rows: ['M08'],
    without: 'makes the account of a waiting sign-up anew where there is one',
    file: 'src/domain/users/users.repository.ts',
    text: ".onConflict((conflict) => conflict.column('email_canonical').doNothing())",
    instead: `.onConflict((conflict) =>
      conflict.column('email_canonical').doUpdateSet({ first_name: row.first_name, wants_second_factor: false }),
    )`,
    also: [
      {
        file: 'src/domain/users/users.ts',
        text: 'return (await repository.insert(tx, row)) ? repository.toUser(row) : undefined;',
        instead: `await repository.insert(tx, row);
      const found = await repository.findBy(tx, 'email_canonical', row.email_canonical);
      return found && repository.toUser(found);`,
      },
    ],
    fails: [`${BYPASS} › is not possible by a sign-up that came to wait while the account was being made`],
  },
  {
    rows: ['M08'],
    without: 'makes the account of a known address anew',
    file: 'src/flows/sign-up/sign-up.ts',
    text: "if (user) await mailQueue.enqueue(tx, 'account_exists', user.email, accountExistsMail(mails, user));",
    instead:
      "if (user && !token) await mailQueue.enqueue(tx, 'account_exists', user.email, accountExistsMail(mails, user));",
    fails: [`${BYPASS} › is not possible by signing the address up again`],
  },
  {
    rows: ['M09'],
    without: 'takes a recovery code again and again',
    file: 'src/domain/recovery-codes/recovery-codes.repository.ts',
    text: `await writing<Tables>(db)
    .deleteFrom('recovery_codes')
    .where('user_id', '=', userId)
    .where('code_hash', '=', codeHash)
    .returning('code_hash')`,
    instead: `await reading<Tables>(db)
    .selectFrom('recovery_codes')
    .where('user_id', '=', userId)
    .where('code_hash', '=', codeHash)
    .select('code_hash')`,
    fails: [
      `${RECOVERY} › lets each code in once, also of twenty at the same moment`,
      `${TWO_PROCESSES} › let one of twenty waiting sign-ins in, all with the same recovery code (M09)`,
      'src/domain/recovery-codes/recovery-codes.test.ts › work once each, of twenty tries at the same moment one',
    ],
  },
  {
    rows: ['M09'],
    without: 'keeps old recovery codes beside new ones',
    file: 'src/domain/recovery-codes/recovery-codes.ts',
    text: 'await repository.deleteAll(tx, userId);\n      const codes',
    instead: 'const codes',
    fails: [
      `${RECOVERY} › kills the old set with the new one`,
      'src/domain/recovery-codes/recovery-codes.test.ts › are void as soon as new ones are issued',
    ],
  },
  {
    rows: ['M09'],
    without: 'takes somebody else’s recovery code',
    file: 'src/domain/recovery-codes/recovery-codes.ts',
    text: 'hashToken(`${userId}:${code}`)',
    instead: 'hashToken(`${userId.slice(0, 0)}:${code}`)',
    also: [
      {
        file: 'src/domain/recovery-codes/recovery-codes.repository.ts',
        text: ".where('user_id', '=', userId)\n    .where('code_hash', '=', codeHash)",
        instead:
          ".where('user_id', '!=', userId.slice(0, 8).padEnd(36, '0') as UserId)\n    .where('code_hash', '=', codeHash)",
      },
    ],
    fails: [`${RECOVERY} › does not take somebody else's code`],
  },
  {
    rows: ['M09'],
    without: 'makes recovery codes of few random bits',
    file: 'src/domain/recovery-codes/recovery-codes.ts',
    text: 'const bits = [...random.bytes(CODE_BYTES)]',
    instead: 'const bits = [...random.bytes(2), ...new Uint8Array(CODE_BYTES - 2)]',
    fails: [`${RECOVERY} › keeps them hashed, with 80 random bits each, and shows them with no-store`],
  },
  {
    rows: ['M09', 'V14'],
    without: 'tells nobody that a recovery code was used',
    file: 'src/flows/accept-code/accept-code.ts',
    text: "await notifyOwner(tx, user, 'recovery_code_used', words, client);",
    instead: '',
    fails: [`${RECOVERY} › records and mails the use, and leaves the second factor on`],
  },
  {
    rows: ['M09', 'S04'],
    without: 'makes recovery codes for a session that ended while the request was on its way',
    file: 'src/web/access.ts',
    text: "app.addHook('preValidation', async (request, reply) => {",
    instead: "app.addHook('onRequest', async (request, reply) => {",
    fails: ['test/attacks/held-request.test.ts › cannot make recovery codes after its session signed out'],
  },
  {
    rows: ['M10'],
    without: 'lets caches keep the page with the secret',
    file: 'src/web/security-headers.ts',
    text: "'cache-control': 'no-store',",
    instead: "'cache-control': 'private',",
    fails: [`${LEAKAGE} › shows it with no-store and in no address`],
  },
  {
    rows: ['M10'],
    without: 'goes on showing a secret that is confirmed',
    file: 'src/domain/totp/totp.ts',
    text: 'if (step === undefined || !(await repository.deleteEnrolment(tx, userId, row.ciphertext))) return false;',
    instead: 'if (step === undefined) return false;',
    also: [{ file: 'src/wiring.ts', text: 'await totp.voidEnrolment(tx, id);', instead: '' }],
    fails: [`${LEAKAGE} › has no page or call that tells it once it is confirmed`],
  },
  {
    rows: ['M10', 'T03'],
    without: 'stores secrets as they are',
    file: 'src/platform/encryption.ts',
    text: 'seal(plain, boundTo) {',
    instead:
      'seal(plain, boundTo) {\n      if (boundTo !== undefined) return { keyId: newest.id, ciphertext: plain };',
    also: [
      {
        file: 'src/platform/encryption.ts',
        text: 'open({ keyId, ciphertext }, boundTo) {',
        instead:
          'open({ keyId, ciphertext }, boundTo) {\n      if (boundTo !== undefined) return ciphertext;',
      },
    ],
    fails: [
      `${LEAKAGE} › keeps it sealed in the database and out of the log`,
      'src/domain/totp/totp.test.ts › keeps secrets sealed: neither base32 nor bytes are in the rows',
      'src/domain/mail-queue/mail-queue.test.ts › keeps bodies sealed while they wait and erases them once sent or given up',
    ],
  },
  {
    rows: ['M10'],
    without: 'lets an address add parameters to the QR code',
    file: 'src/domain/totp/totp-code.ts',
    text: 'label, secret: toSecret(secret) }).toString();',
    instead:
      "label, secret: toSecret(secret) }).toString().replace(/%26/g, '&').replace(/%3D/g, '=').replace(/%3F/g, '?');",
    fails: [
      'src/domain/totp/totp-code.test.ts › has an address in which neither label nor issuer can add a parameter',
      `${LEAKAGE} › lets an address add no parameter to the QR code`,
    ],
  },
  {
    rows: ['M12'],
    without: 'keeps the secret in the process',
    file: 'src/domain/totp/totp.ts',
    text: 'const row = await repository.findSecret(db, userId);\n      if (!row) return false;',
    instead: `const kept: Map<UserId, Awaited<ReturnType<typeof repository.findSecret>>> = ((
        globalThis as unknown as { kept: typeof kept }
      ).kept ??= new Map());
      const row = kept.get(userId) ?? (await repository.findSecret(db, userId));
      if (!row) return false;
      kept.set(userId, row);`,
    fails: [`${HIJACK} › replaced, the old secret and the old codes are dead (M12)`],
  },
  {
    rows: ['M12'],
    without: 'asks a process whether a factor is on',
    file: 'src/domain/totp/totp.ts',
    text: 'isOn: (db: FreshDb, userId: UserId): Promise<boolean> => repository.exists(db, userId),',
    instead: `async isOn(db: FreshDb, userId: UserId): Promise<boolean> {
      const kept: Map<UserId, boolean> = ((globalThis as unknown as { kept: typeof kept }).kept ??= new Map());
      const isOn = kept.get(userId) || (await repository.exists(db, userId));
      kept.set(userId, isOn);
      return isOn;
    },`,
    fails: [
      `${HIJACK} › turned off, a factor and its recovery codes are dead on every instance at once (M12)`,
    ],
  },
];
