import type { Removal } from './removal.ts';

const POLICY = 'test/attacks/password-policy-evasion.test.ts';
const LONG = 'test/attacks/long-passwords.test.ts';
const LISTENING = 'test/attacks/listening-breach-service.test.ts';
const CONFUSION = 'test/attacks/type-confusion.test.ts';

export const PASSWORDS: Removal[] = [
  {
    rows: ['P01'],
    without: 'asks for letters of one script',
    file: 'src/domain/passwords/password-policy.ts',
    text: 'if (characters(password) < minLength)',
    instead: 'if (characters(password) < minLength || !/[a-z]/.test(password))',
    fails: [
      `${POLICY} › takes … at every door (P01)`,
      'src/domain/passwords/password-policy.test.ts › asks for nothing else: no digits, capitals or symbols, any script, spaces, any length up to the most',
    ],
  },
  {
    rows: ['P01'],
    without: 'trims passwords',
    file: 'src/domain/passwords/password.ts',
    text: "const password = text.normalize('NFC');",
    instead: "const password = text.normalize('NFC').trim();",
    fails: [`${POLICY} › counts spaces at both ends and capitals (P01)`],
  },
  {
    rows: ['P01', 'P06'],
    without: 'takes any password at the door where it is reset',
    file: 'src/flows/reset-password/reset-password.ts',
    text: "if (violation) return { kind: 'refused', code: violation };",
    instead: '',
    fails: [`${POLICY} › refuses … at every door with the same code (P01, P06)`],
  },
  {
    rows: ['P01', 'P06'],
    without: 'takes any password at the door where it is changed',
    file: 'src/flows/change-password/change-password.ts',
    text: "if (violation) return { kind: 'refused', code: violation };",
    instead: '',
    fails: [`${POLICY} › refuses … at every door with the same code (P01, P06)`],
  },
  {
    rows: ['P02', 'D03'],
    without: 'reads bodies of any size, and hashes passwords of any length',
    file: 'src/web/server-options.ts',
    text: 'bodyLimit: 16 * 1_024,',
    instead: 'bodyLimit: 1_024 ** 3,',
    also: [
      {
        file: 'src/domain/passwords/password.ts',
        text: 'const LONGEST_PASSWORD = 256;\nconst LONGEST_IN_BYTES = 1_024;',
        instead: 'const LONGEST_PASSWORD = 1_024 ** 3;\nconst LONGEST_IN_BYTES = 1_024 ** 3;',
      },
    ],
    fails: [`${LONG} › are refused before anything is hashed (P02)`],
  },
  {
    rows: ['P02'],
    without: 'judges the length of a password by nothing',
    file: 'src/domain/passwords/password.ts',
    text: 'const LONGEST_PASSWORD = 256;\nconst LONGEST_IN_BYTES = 1_024;',
    instead: 'const LONGEST_PASSWORD = 1_024 ** 3;\nconst LONGEST_IN_BYTES = 1_024 ** 3;',
    fails: ['src/domain/passwords/password.test.ts › is refused before any work when it is far too long'],
  },
  {
    rows: ['P03'],
    without: 'cuts passwords off at 72 characters',
    file: 'src/domain/passwords/hash-worker.ts',
    text: 'return verifySync(task.hash, task.password);',
    instead: 'return verifySync(task.hash, task.password.slice(0, 72));',
    also: [
      {
        file: 'src/domain/passwords/hash-worker.ts',
        text: 'return hashSync(password, {',
        instead: 'return hashSync(password.slice(0, 72), {',
      },
    ],
    fails: [
      `${LONG} › differ wherever they differ: no byte is cut off (P03)`,
      'src/domain/passwords/password-hasher.test.ts › looks at every byte, past the 72nd and the 200th too',
    ],
  },
  {
    rows: ['P03'],
    without: 'takes NUL, and what it may end',
    file: 'src/domain/passwords/password.ts',
    text: "if (!text.isWellFormed() || text.includes('\\0')) return undefined;",
    instead: 'if (!text.isWellFormed()) return undefined;',
    fails: [`${LONG} › do not end at a NUL, which is refused at every door (P03)`],
  },
  {
    rows: ['P05'],
    without: 'takes é typed on one system for another letter',
    file: 'src/domain/passwords/password.ts',
    text: "const password = text.normalize('NFC');",
    instead: 'const password = text;',
    fails: [
      `${POLICY} › takes é typed on one system for é typed on another, by form and JSON alike (P05)`,
      'src/domain/passwords/password.test.ts › is the same from every keyboard: composed and decomposed letters become one',
    ],
  },
  {
    rows: ['P06'],
    without: 'takes what everybody uses',
    file: 'src/domain/passwords/password-policy.ts',
    text: "if (await isListed(password)) return 'password_too_common';",
    instead: '',
    fails: [
      `${POLICY} › refuses … at every door with the same code (P01, P06)`,
      'src/domain/passwords/password-policy.test.ts › refuses what everybody uses, in any case',
    ],
  },
  {
    rows: ['P06'],
    without: 'takes what is made of the person’s own words',
    file: 'src/domain/passwords/chosen-password.ts',
    text: 'return characters(left) < LEFT_WITHOUT_OWN_WORDS;',
    instead: 'return characters(left) < 0;',
    fails: [
      `${POLICY} › refuses … at every door with the same code (P01, P06)`,
      'src/domain/passwords/password-policy.test.ts › refuses what is made of the person’s own words',
    ],
  },
  {
    rows: ['P06'],
    without: 'finds breached passwords in small letters alone',
    file: 'src/domain/passwords/breached-passwords.ts',
    text: '.has(password.toLowerCase());',
    instead: '.has(password);',
    fails: ['src/domain/passwords/breached-passwords.test.ts › finds every one, however it is capitalised'],
  },
  {
    rows: ['P06'],
    without: 'tells the service asked the whole hash',
    file: 'src/platform/breach-lookup.ts',
    text: 'await listRange(sha1.slice(0, PREFIX_LENGTH));',
    instead: 'await listRange(sha1);',
    fails: [`${LISTENING} › learns five digits of a hash of each new password, and nothing about anybody`],
  },
  {
    rows: ['P06'],
    without: 'asks about what is refused anyway',
    file: 'src/domain/passwords/password-policy.ts',
    text: 'if (characters(password) < minLength)',
    instead: 'await breachLookup?.ask(password);\n      if (characters(password) < minLength)',
    fails: [`${LISTENING} › is not asked when somebody signs in, nor about what is refused anyway`],
  },
  {
    rows: ['P06'],
    without: 'asks about unknown addresses alone',
    file: 'src/flows/sign-up/sign-up.ts',
    text: 'const breach = await passwordPolicy.checkOnline(password);',
    instead: `const breach = (await users.findByEmail(databases.primary, email.canonical))
          ? undefined
          : await passwordPolicy.checkOnline(password);`,
    fails: [`${LISTENING} › is asked alike about a known and an unknown address`],
  },
  {
    rows: ['P06'],
    without: 'asks the service before a turn was taken',
    file: 'src/flows/sign-up/sign-up.ts',
    text: 'passwordPolicy.checkOffline(password, { email: email.address, ...profile });',
    instead: 'passwordPolicy.check(password, { email: email.address, ...profile });',
    also: [
      {
        file: 'src/flows/sign-up/sign-up.ts',
        text: 'const breach = await passwordPolicy.checkOnline(password);',
        instead: 'const breach = undefined;',
      },
    ],
    fails: [`${LISTENING} › is asked by one client no oftener than it may sign up`],
  },
  {
    rows: ['P06'],
    without: 'logs what was asked',
    file: 'src/platform/breach-lookup.ts',
    text: 'log.warn({ reason: reasonOf(error) }',
    instead: 'log.warn({ reason: reasonOf(error), asked: `${url}/${sha1.slice(0, PREFIX_LENGTH)}` }',
    fails: [`${LISTENING} › shows neither password nor digits in our log, nor the key in its address`],
  },
  {
    rows: ['P06'],
    without: 'judges the new password before the current one is known to be right',
    file: 'src/flows/change-password/change-password.ts',
    text: 'const device = await devices.recognise(databases.primary, user.id, deviceTokens);',
    instead: `if (newPassword === currentPassword) return { kind: 'refused', code: 'password_unchanged' };
    const early = await passwordPolicy.check(newPassword, { ...user, email: user.email.address });
    if (early) return { kind: 'refused', code: early };
    const device = await devices.recognise(databases.primary, user.id, deviceTokens);`,
    fails: [
      'src/flows/change-password/change-password.routes.test.ts › says of a wrong current password only that it is wrong, whatever the new one is',
    ],
  },
  {
    rows: ['P07'],
    without: 'makes a text of whatever is sent',
    file: 'src/web/form.ts',
    text: 'const fields = pick(schema, body);\n  if',
    instead: `const fields = Object.fromEntries(
    Object.entries(pick(schema, body)).map(([name, value]) => [name, String(value)]),
  );
  if`,
    fails: [`${CONFUSION} › are 422 in every field of every call, and change nothing`],
  },
  {
    rows: ['P07'],
    without: 'takes the first of two fields of one name',
    file: 'src/web/api.ts',
    text: 'else parseJson(request, body as string, done);',
    instead:
      'else parseJson(request, (body as string).replace(/("email":"[^"]*"),"email":"[^"]*"/, \'$1\'), done);',
    fails: [`${CONFUSION} › take the last of two fields of one name, and the same one for every decision`],
  },
  {
    rows: ['P07'],
    without: 'takes lists for bodies, and what is no body for an empty one',
    file: 'src/web/form.ts',
    text: "if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};",
    instead:
      'if (body === null || body === undefined) return {};\n  if (Array.isArray(body)) return pick(schema, body[0]);',
    fails: [`${CONFUSION} › in bodies that are no object are 422, in bodies that are no JSON 400`],
  },
];
