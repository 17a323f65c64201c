import type { Removal } from './removal.ts';

const RESET = 'test/attacks/reset-token-abuse.test.ts';
const SCANNERS = 'test/attacks/mail-scanners.test.ts';
const RECIPIENTS = 'test/attacks/recipient-confusion.test.ts';
const HIJACKING = 'test/attacks/pre-hijacking.test.ts';
const NOT_ME = 'test/attacks/not-me-abuse.test.ts';
const MAIL_TOKENS = 'src/domain/mail-tokens/mail-tokens.test.ts';
const TWO_PROCESSES = 'test/attacks/links-over-two-processes.test.ts';

export const MAILED_LINKS: Removal[] = [
  {
    rows: ['V01'],
    without: 'makes links of the Host header',
    file: 'src/web/mails.ts',
    text: 'url: `${publicUrl}${action.path}`',
    instead: 'url: `http://${(globalThis as unknown as { host: string }).host ?? publicUrl}${action.path}`',
    also: [
      {
        file: 'src/web/security-headers.ts',
        text: "reply.headers(headers).header('x-request-id', request.id);",
        instead: `reply.headers(headers).header('x-request-id', request.id);
    (globalThis as unknown as { host: unknown }).host = request.headers.host;`,
      },
    ],
    fails: [
      'src/flows/sign-up/sign-up.routes.test.ts › answers 202, remembers the browser for a day and mails a link of our own origin',
      'test/attacks/link-poisoning.test.ts › is not possible by any header, on any call that mails',
    ],
  },
  {
    rows: ['V01'],
    without: 'believes a header that says https',
    file: 'src/web/security-headers.ts',
    text: "reply.headers(headers).header('x-request-id', request.id);",
    instead: `reply.headers(headers).header('x-request-id', request.id);
    if (request.headers['x-forwarded-proto'] === 'https') reply.header('strict-transport-security', 'max-age=1');`,
    fails: ['test/attacks/link-poisoning.test.ts › turns on Secure cookies and https by no header'],
  },
  {
    rows: ['V03', 'C02'],
    without: 'takes a mailed link again and again',
    file: 'src/domain/mail-tokens/mail-tokens.ts',
    text: 'const row = await repository.take(tx, hashToken(token), purpose, clock.now());',
    instead: 'const row = await repository.find(tx, hashToken(token), purpose, clock.now());',
    also: [
      {
        file: 'src/flows/reset-password/reset-password.ts',
        text: 'if (!(await users.isStillAt(tx, user.id, user.securityVersion))) return undefined;',
        instead: '',
      },
    ],
    fails: [
      `${RESET} › resets the password once, of twenty tries at one moment over two instances`,
      `${TWO_PROCESSES} › reset the password once, of twenty tries with as many passwords (V03)`,
    ],
  },
  {
    rows: ['V03'],
    without: 'gives a token to everybody who asks at one moment',
    file: 'src/domain/mail-tokens/mail-tokens.ts',
    text: 'const row = await repository.take(tx, hashToken(token), purpose, clock.now());',
    instead: 'const row = await repository.find(tx, hashToken(token), purpose, clock.now());',
    fails: [`${MAIL_TOKENS} › work once of twenty tries at the same moment`],
  },
  {
    rows: ['V03', 'C02'],
    without: 'makes an account for each who brings the token at one moment',
    file: 'src/domain/sign-ups/sign-ups.repository.ts',
    text: `return writing<Tables>(tx)
    .deleteFrom('sign_ups')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .returningAll()`,
    instead: `return reading<Tables>(tx)
    .selectFrom('sign_ups')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .selectAll()`,
    also: [
      {
        file: 'src/domain/sign-ups/sign-ups.ts',
        text: 'await repository.deleteByAddress(tx, row.email_canonical);',
        instead: '',
      },
      {
        file: 'src/domain/users/users.ts',
        text: 'return (await repository.insert(tx, row)) ? repository.toUser(row) : undefined;',
        instead: `await repository.insert(tx, row);
      const found = await repository.findBy(tx, 'email_canonical', row.email_canonical);
      return found && repository.toUser(found);`,
      },
    ],
    fails: [`${RESET} › makes one account of one sign-up, of twenty tries at one moment`],
  },
  {
    rows: ['V03'],
    without: 'keeps links good for days',
    file: 'src/domain/mail-tokens/mail-tokens.ts',
    text: 'reset_password: minutes(60),',
    instead: 'reset_password: days(7),',
    fails: [
      `${RESET} › works for no token that is guessed, older, expired or void, with one and the same answer (V03)`,
      `${RESET} › works up to the sixtieth minute, with 256 bits that are stored hashed (V03)`,
    ],
  },
  {
    rows: ['V03'],
    without: 'spends a link on a password that is refused',
    file: 'src/flows/reset-password/reset-password.ts',
    text: "if (violation) return { kind: 'refused', code: violation };",
    instead: `if (violation) {
        await databases.inTransaction(user.email.canonical, (tx) => mailTokens.consume(tx, 'reset_password', token));
        return { kind: 'refused', code: violation };
      }`,
    fails: [`${RESET} › is not spent by a password that is refused (V03)`],
  },
  {
    rows: ['V03'],
    without: 'keeps an older link good beside a newer one',
    file: 'src/domain/mail-tokens/mail-tokens.ts',
    text: "if (purpose === 'reset_password') {",
    instead: "if (purpose !== 'reset_password') {",
    fails: [`${MAIL_TOKENS} › are one a person, even when twenty are asked for at once`],
  },
  {
    rows: ['V05'],
    without: 'confirms an address as soon as the link is opened',
    file: 'src/flows/verify-email/verify-email.routes.ts',
    text: "const needsPassword = state === 'password_needed';",
    instead: `const needsPassword = state === 'password_needed';
    await verifyEmail.verify({ token, password: undefined, browserToken: undefined }, clientOf(request));`,
    also: [
      {
        file: 'src/flows/verify-email/verify-email.ts',
        text: 'if (!startedHere) {',
        instead: 'if (!startedHere && password) {',
      },
    ],
    fails: [`${SCANNERS} › confirm no address and get no session`],
  },
  {
    rows: ['V05'],
    without: 'spends a reset link as soon as it is opened',
    file: 'src/flows/reset-password/reset-password.routes.ts',
    text: "return sendPage(reply, linkExpiredPage(context, { what: 'reset' }), 400);\n    }\n    return (",
    instead: `return sendPage(reply, linkExpiredPage(context, { what: 'reset' }), 400);
    }
    await resetPassword.reset(token, 'opened is as good as sent' as never, clientOf(request));
    return (`,
    fails: [`${SCANNERS} › reset no password and spend no link`],
  },
  {
    rows: ['V05'],
    without: 'shuts the account as soon as the link in a notice is opened',
    file: 'src/flows/report-not-me/report-not-me.routes.ts',
    text: 'return link.leaveAddressBar(request, reply, token) ??',
    instead: `await reportNotMe.report(token, clientOf(request));
    return link.leaveAddressBar(request, reply, token) ??`,
    fails: [`${SCANNERS} › shut nobody out by the links in notices, and spend none`],
  },
  {
    rows: ['V06', 'V05'],
    without: 'tells other sites the whole address',
    file: 'src/web/security-headers.ts',
    text: "'referrer-policy': 'same-origin',",
    instead: "'referrer-policy': 'unsafe-url',",
    fails: [`${SCANNERS} › find a page that asks no other site for anything and hands the token to none`],
  },
  {
    rows: ['V06'],
    without: 'leaves the token in the address bar',
    file: 'src/web/mailed-link.ts',
    text: 'if (!isInAddress(request) || !isShownByBrowser(request)) return undefined;',
    instead: 'if (!isInAddress(request) || !isShownByBrowser(request) || token) return undefined;',
    fails: [
      'test/attacks/token-in-address-bar.test.ts › reading a mailed token off the address bar (V06)',
      'test/browser/mailed-links.test.ts › leaves no token of … in the address bar, the history or a Referer',
    ],
  },
  {
    rows: ['V06', 'D07'],
    without: 'logs addresses, tokens and all',
    file: 'src/web/request-log.ts',
    text: "routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';",
    instead: 'url }: FastifyRequest): string => url;',
    fails: [
      'test/attacks/telling-errors.test.ts › contains no secret that anybody typed, sent or was given (D07)',
    ],
  },
  {
    rows: ['V07'],
    without: 'takes what is no plain address',
    file: 'src/domain/email-address.ts',
    text: '!LOCAL_PART.test(localPart) || ',
    instead: '',
    fails: [`${RECIPIENTS} › is caused by no address that is not exactly one plain address`],
  },
  {
    rows: ['V07'],
    without: 'mails to the address as it was typed',
    file: 'src/flows/reset-password/reset-password.ts',
    text: "await mailQueue.enqueue(tx, 'reset_password', user.email, resetMail(mails, user, token));",
    instead: "await mailQueue.enqueue(tx, 'reset_password', email, resetMail(mails, user, token));",
    fails: [
      `${RECIPIENTS} › does not happen when the address is spelled differently: mail goes to the stored one`,
    ],
  },
  {
    rows: ['V07'],
    without: 'compares domains as they are typed',
    file: 'src/domain/email-address.ts',
    text: "const ascii = domainToASCII(domain.normalize('NFC')).toLowerCase();",
    instead: "const ascii = domainToASCII(domain.normalize('NFKD').replace(/\\p{M}/gu, '')).toLowerCase();",
    fails: [
      `${RECIPIENTS} › does not happen over look-alikes: another domain is another person, one domain in two forms is one`,
    ],
  },
  {
    rows: ['V07'],
    without: 'mails to a copy as well',
    file: 'src/platform/mailer.ts',
    text: "to: { name: '', address: to },",
    instead: "to: { name: '', address: to },\n        bcc: { name: '', address: 'archive@example.org' },",
    fails: ['test/process/mail.test.ts › a mail goes to exactly one recipient, as text and as HTML'],
  },
  {
    rows: ['V09'],
    without: 'takes whoever clicks for whoever signed up',
    file: 'src/flows/verify-email/verify-email.ts',
    text: 'if (!startedHere) {',
    instead: 'if (!startedHere && password) {',
    fails: [`${HIJACKING} › gives the attacker nothing when the owner clicks the attacker's link (V09)`],
  },
  {
    rows: ['V09'],
    without: 'keeps the other sign-ups of an address that is proved',
    file: 'src/domain/sign-ups/sign-ups.ts',
    text: 'await repository.deleteByAddress(tx, row.email_canonical);',
    instead: '',
    fails: [
      `${HIJACKING} › makes the account from the victim's own sign-up and forgets the attacker's (V09)`,
      'src/domain/sign-ups/sign-ups.test.ts › take all others of the same address with them when one is completed',
    ],
  },
  {
    rows: ['V09'],
    without: 'takes any browser that signed up for that of this sign-up',
    file: 'src/domain/sign-ups/sign-ups.ts',
    text: 'browserToken !== undefined && hashToken(browserToken) === row.browser_token_hash;',
    instead: 'browserToken !== undefined;',
    fails: [
      `${HIJACKING} › lets the attacker's browser finish nothing with the victim's token, nor the reverse (V09)`,
    ],
  },
  {
    rows: ['V09'],
    without: 'adopts a device token that a browser brings',
    file: 'src/domain/devices/devices.ts',
    text: 'return { isFirstSignIn, token: isKnown ? undefined : await remember(tx, userId, now) };',
    instead: `const [planted] = tokens;
      if (isKnown || !planted) return { isFirstSignIn, token: isKnown ? undefined : await remember(tx, userId, now) };
      await repository.insert(tx, {
        user_id: userId,
        token_hash: hashToken(planted),
        created_at: now,
        signed_in_at: now,
        expires_at: after(now, DEVICE_LIFETIME),
      });
      return { isFirstSignIn, token: planted };`,
    fails: [`${HIJACKING} › does not trust a planted device cookie (V09)`],
  },
  {
    rows: ['V10'],
    without: 'takes a token of one purpose for one of another',
    file: 'src/domain/mail-tokens/mail-tokens.repository.ts',
    text: `.deleteFrom('mail_tokens')
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)`,
    instead: `.deleteFrom('mail_tokens')
    .where('token_hash', '=', tokenHash)`,
    also: [
      {
        file: 'src/domain/mail-tokens/mail-tokens.repository.ts',
        text: `.selectAll()
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)`,
        instead: `.selectAll()
    .where('token_hash', '=', tokenHash)`,
      },
      {
        file: 'src/flows/reset-password/reset-password.ts',
        text: 'return user?.securityVersion === holder?.securityVersion ? user : undefined;',
        instead:
          'return (holder?.securityVersion ?? user?.securityVersion) === user?.securityVersion ? user : undefined;',
      },
    ],
    fails: [
      `${NOT_ME} › opens no other door with it, and spends it at none`,

      `${MAIL_TOKENS} › are unknown where a reset link is asked for, and the reverse`,
      `${NOT_ME} › works for no token that is guessed, of another purpose, used, settled, expired or of a disabled person`,
    ],
  },
  {
    rows: ['V11'],
    without: 'takes an account for made whose address was taken',
    file: 'src/domain/users/users.repository.ts',
    text: 'return inserted !== undefined;',
    instead: 'return inserted !== undefined || row !== undefined;',
    fails: [
      'src/domain/users/users.test.ts › have an address alone: of twenty who prove it at once one gets the account',
    ],
  },
  {
    rows: ['V13'],
    without: 'takes any text for a name',
    file: 'src/web/fields.ts',
    text: 'return isPlain && isVisible && length <= LONGEST_NAME ? name : undefined;',
    instead: 'return isPlain || isVisible || length > 0 ? name : undefined;',
    fails: [`${HIJACKING} › puts no name into a mail, and takes no name that is no name (V13)`],
  },
];
