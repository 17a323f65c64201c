import type { Removal } from './removal.ts';

const ATTACK = 'test/attacks/account-enumeration.test.ts';

export const ENUMERATION: Removal[] = [
  {
    rows: ['E01', 'E07'],
    without: 'says that a code is needed before the password is right',
    file: 'src/flows/sign-in/sign-in.ts',
    text: 'if (!user || !stored || !matches) {',
    instead: `if (user && needsCode) {
      const { id: userId, securityVersion } = user;
      const pending = await pendingSignIns.start({ userId, securityVersion, isRemembered, returnTo });
      return { kind: 'second_factor_required', pending };
    }
    if (!user || !stored || !matches) {`,
    fails: [`${ATTACK} › answers every kind of wrong sign-in alike (E01)`],
  },
  {
    rows: ['E02'],
    without: 'hashes nothing for nobody',
    file: 'src/domain/passwords/passwords.ts',
    text: 'const fits = await hasher.verify(stored?.hash ?? (await decoyHash()), password);',
    instead: 'const fits = stored ? await hasher.verify(stored.hash, password) : false;',
    fails: ['src/domain/passwords/passwords.test.ts › cost nobody the same work and fit nobody'],
  },
  {
    rows: ['E03'],
    without: 'hashes and writes nothing at a sign-up with a known address',
    file: 'src/flows/sign-up/sign-up.ts',
    text: 'const passwordHash = await passwords.hash(password);',
    instead: `if (await users.findByEmail(databases.primary, email.canonical))
        return { kind: 'verification_sent', browserToken: signUps.pretend() };
      const passwordHash = await passwords.hash(password);`,
    fails: [
      `${ATTACK} › answers a sign-up with a known, a waiting and a new address alike and hashes in each (E03)`,
    ],
  },
  {
    rows: ['E04'],
    without: 'says when the mailbox of a real account has had its mails',
    file: 'src/flows/reset-password/reset-password.ts',
    text: "if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };\n      await turn.judge(async () => {\n        if (signs.isTrapSprung",
    instead: `if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };
      const owner = await users.findByEmail(databases.primary, email.canonical);
      const mailbox = owner && (await throttle.takeMailboxForReset(email.canonical));
      if (mailbox && !mailbox.isAllowed) return { kind: 'throttled', refusal: mailbox };
      await turn.judge(async () => {
        if (signs.isTrapSprung`,
    fails: [
      `${ATTACK} › answers a forgotten password alike while the mail server is away, however often (E04)`,
    ],
  },
  {
    rows: ['E04'],
    without: 'writes the mail while the caller waits',
    file: 'src/flows/reset-password/reset-password.ts',
    text: 'await resetRequests.record(databases.primary, email, client);',
    instead: `const owner = await users.findByEmail(databases.primary, email.canonical);
      if (owner)
        await databases.inTransaction(email.canonical, async (tx) => {
          const { id: userId, securityVersion } = owner;
          const token = await mailTokens.issue(tx, 'reset_password', { userId, securityVersion });
          await mailQueue.enqueue(tx, 'reset_password', owner.email, resetMail(mails, owner, token));
        });`,
    fails: [`${ATTACK} › looks a forgotten address up only after the answer (E04)`],
  },
  {
    rows: ['E04'],
    without: 'does what a known address takes while the asker’s next requests wait',
    file: 'src/jobs/background-job.ts',
    text: 'if (!tick) return run();',
    instead: 'if (!tick || !ticking) return run();',
    fails: [
      `${ATTACK} › does what a known address takes at the next full second, not during the asker’s next requests (E04)`,
      'src/jobs/background-job.test.ts › waits for the next tick where it has one, however often it is woken (E04)',
    ],
  },
  {
    rows: ['E04'],
    without: 'counts requests for a reset link against those only who name a real account',
    file: 'src/flows/reset-password/reset-password.ts',
    text: "if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };\n      await turn.judge",
    instead: `if (!turn.isAllowed && (await users.findByEmail(databases.primary, email.canonical)))
        return { kind: 'throttled', refusal: turn };
      if (turn.isAllowed) await turn.judge`,
    fails: [
      `${ATTACK} › refuses the sixth request for a reset link whether the address is known or not (E04)`,
    ],
  },
  {
    rows: ['E05'],
    without: 'makes real accounts alone wait',
    file: 'src/flows/sign-in/sign-in.ts',
    text: "if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };",
    instead: `if (!turn.isAllowed)
      return (await findAccount(email)).user ? { kind: 'throttled', refusal: turn } : { kind: 'rejected' };`,
    fails: [`${ATTACK} › makes known and unknown addresses wait alike over thirty failures (E05)`],
  },
  {
    rows: ['E05'],
    without: 'looks at the password during a wait',
    file: 'src/flows/sign-in/sign-in.ts',
    text: "if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };",
    instead: `if (!turn.isAllowed) {
      const { user, stored } = await findAccount(email);
      const isRight = await passwords.verify(stored, password);
      const how = { assuranceLevel: 'aal1', isRemembered, client, brought, device } as const;
      const signIn = user && isRight ? await completeSignIn({ user, ...how }) : undefined;
      return user && signIn ? { kind: 'signed_in', signIn, user } : { kind: 'throttled', refusal: turn };
    }`,
    fails: [`${ATTACK} › answers a right password during the wait like a wrong one and opens nothing (E05)`],
  },
  {
    rows: ['E05'],
    without: 'leaves a row about failures on real accounts alone',
    file: 'src/flows/sign-in/sign-in.ts',
    text: 'if (!device) await failureStreaks.note(',
    instead: 'if (!device && user) await failureStreaks.note(',
    fails: [
      'test/attacks/persistent-guessing.test.ts › leaves the same trace and gets the same answers whether the address is known or not',
    ],
  },
  {
    rows: ['E05'],
    without: 'notes a streak once and no further',
    file: 'src/domain/failure-streaks/failure-streaks.ts',
    text: 'if (inARow % noticeAfter !== 0) return;',
    instead: 'if (inARow !== noticeAfter) return;',
    fails: [
      'src/domain/failure-streaks/failure-streaks.test.ts › are noted at the tenth failure and each tenth after it, for known and unknown addresses alike',
    ],
  },
  {
    rows: ['E08'],
    without: 'shows the stored spelling of an address',
    file: 'src/flows/sign-in/sign-in.routes.ts',
    text: 'const form = refill(request.body, [], say.rejected);',
    instead: 'const form = refill({ email: email.canonical }, [], say.rejected);',
    fails: [
      `${ATTACK} › shows an address as it was typed, never as it is stored, whether it is known or not (E08)`,
    ],
  },
];
