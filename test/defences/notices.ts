import type { Removal } from './removal.ts';

const NOT_ME = 'test/attacks/not-me-abuse.test.ts';
const JOURNEY = 'test/journeys/this-was-not-me.journey.test.ts';

/** V14: what the owner is told, and what follows when it was somebody else. */
export const NOTICES: Removal[] = [
  {
    rows: ['V14'],
    without: 'tells nobody of new devices',
    file: 'src/flows/complete-sign-in/complete-sign-in.ts',
    text: 'if (token && !isFirstSignIn) await tellOwner(tx, user, client);',
    instead: 'if (!token && isFirstSignIn) await tellOwner(tx, user, client);',
    fails: [
      'src/flows/sign-in/sign-in.routes.test.ts › writes one record and, from a second device, one mail',
    ],
  },
  {
    rows: ['V14'],
    without: 'tells nobody of a changed password',
    file: 'src/flows/change-password/change-password.ts',
    text: "await notifyOwner(tx, user, 'password_changed', notice, client);",
    instead: '',
    fails: [
      'src/flows/change-password/change-password.routes.test.ts › is 204 with a new session token, one record and one mail',
    ],
  },
  {
    rows: ['V14'],
    without: 'tells nobody who knows the password and guesses codes',
    file: 'src/flows/sign-in-second-factor/sign-in-second-factor.ts',
    text: 'inARow >= TRIES_BEFORE_NOTICE &&',
    instead: 'inARow < 0 * TRIES_BEFORE_NOTICE &&',
    fails: ['test/attacks/code-guessing.test.ts › is told to the owner after more than a slip, once a day'],
  },
  {
    rows: ['V14'],
    without: 'puts no link into notices',
    file: 'src/web/mails.ts',
    text: 'action: { label: say.notMe, path: `/not-me?token=${token}` },',
    instead: 'action: { label: say.notMe, path: `/not-me?token=${token.slice(0, 20)}` },',
    fails: [`${JOURNEY} › is told of in notices of every kind, each with a link of its own that works`],
  },
  {
    rows: ['V14', 'S11'],
    without: 'leaves whoever came in where they are',
    file: 'src/flows/report-not-me/report-not-me.ts',
    text: 'const securityVersion = await users.raiseSecurityVersion(tx, userId);',
    instead: 'const securityVersion = (await users.findById(tx, userId))?.securityVersion ?? 0;',
    also: [
      {
        file: 'src/flows/report-not-me/report-not-me.ts',
        text: 'await sessions.endAll(user.id, securityVersion);',
        instead: '',
      },
    ],
    fails: [
      `${JOURNEY} › is put out by the link in the notice, and the owner comes back by the mail that follows`,
      `${NOT_ME} › has no session, no waiting sign-in, no known device and no reset link afterwards`,
      `${NOT_ME} › cannot finish a sign-in that waits for its code`,
    ],
  },
  {
    rows: ['V14'],
    without: 'lets the password work on that somebody knows',
    file: 'src/flows/report-not-me/report-not-me.ts',
    text: 'await passwords.remove(tx, userId);',
    instead: '',
    fails: [
      `${NOT_ME} › is answered with the known password like with any wrong one, and for as long as none is chosen`,
    ],
  },
  {
    rows: ['S11'],
    without: 'keeps knowing the devices of whoever came in',
    file: 'src/flows/report-not-me/report-not-me.ts',
    text: 'await devices.forgetAll(tx, userId);',
    instead: '',
    fails: [`${NOT_ME} › has no session, no waiting sign-in, no known device and no reset link afterwards`],
  },
  {
    rows: ['V14'],
    without: 'takes who comes back for the first who ever came',
    file: 'src/domain/devices/devices.ts',
    text: 'if (hasSignedIn) await remember(tx, userId, clock.now());',
    instead: 'if (!hasSignedIn) await remember(tx, userId, clock.now());',
    fails: [`${NOT_ME} › who comes back after the owner chose a new password is told of as a new device`],
  },
  {
    rows: ['V14'],
    without: 'knows a device of a sign-in that was under way',
    file: 'src/flows/complete-sign-in/complete-sign-in.ts',
    text: 'if (!(await users.isStillAt(tx, user.id, user.securityVersion))) return undefined;',
    instead: '',
    fails: [`${NOT_ME} › gets no known device by a sign-in that was under way`],
  },
  {
    rows: ['V14'],
    without: 'voids the link of a notice by the next one',
    file: 'src/domain/mail-tokens/mail-tokens.ts',
    text: 'await repository.deleteOlder(tx, row, MOST_PER_PERSON - 1);',
    instead: 'await repository.deleteOlder(tx, row, 0);',
    fails: [
      `${NOT_ME} › does not void the link of the first notice by whatever is changed afterwards`,
      `${NOT_ME} › finds 256 bits that are stored hashed, in as many notices as there were`,
    ],
  },
  {
    rows: ['V14'],
    without: 'acts on the link as often as it is used',
    file: 'src/flows/report-not-me/report-not-me.ts',
    text: "if (!(await mailTokens.consume(tx, 'not_me', token))) return undefined;",
    instead: '',
    fails: [
      `${NOT_ME} › acts once, of twenty tries at one moment over two instances, with one record and one mail`,
    ],
  },
  {
    rows: ['V14'],
    without: 'forgets to put anybody out where the store was away',
    file: 'src/wiring.ts',
    text: 'await sessions.demandEnding(tx, id, version);',
    instead: 'if (version < 0) await sessions.demandEnding(tx, id, version);',
    fails: [
      `${NOT_ME} › is put out also where the store of sessions is away in that moment: as soon as it is back`,
    ],
  },
];
