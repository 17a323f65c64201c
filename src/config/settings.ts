import ipaddr from 'ipaddr.js';
import Type, { type TSchema } from 'typebox';
import { parseDuration } from '#platform/duration.ts';

/*
 * The only list of settings. Each is read as text: `Refine` says what is expected (the sentence is shown
 * to the operator), `Decode` turns it into its value.
 */
const text = (fallback: string, description: string) => Type.String({ default: fallback, description });

const setting = <Value>(
  fallback: string,
  description: string,
  expected: string,
  parse: (text: string) => Value | undefined,
) =>
  Type.Decode(
    Type.Refine(
      text(fallback, description),
      (value) => parse(value) !== undefined,
      () => expected,
    ),
    (value) => parse(value) as Value,
  );

const duration = (fallback: string, description: string) =>
  setting(fallback, description, 'a duration such as 500ms, 30s, 10m, 12h or 30d', parseDuration);

const wholeNumber = (fallback: number, least: number, most: number, description: string) =>
  setting(String(fallback), description, `a whole number from ${least} to ${most}`, (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined,
  );

const url = (description: string, ...schemes: string[]) =>
  setting('', description, `empty or an address starting with ${schemes.join(' or ')}`, (value) =>
    value === '' || (schemes.some((scheme) => value.startsWith(scheme)) && URL.canParse(value))
      ? value
      : undefined,
  );

const yesOrNo = (fallback: boolean, description: string) =>
  setting(String(fallback), description, 'true or false', (value) =>
    value === 'true' || value === 'false' ? value === 'true' : undefined,
  );

const oneOf = (fallback: string, choices: readonly string[], description: string) =>
  setting(fallback, description, `one of ${choices.join(', ')}`, (value) =>
    choices.includes(value) ? value : undefined,
  );

/** An origin only: a path would be silently dropped from links, credentials would end up in mails. */
function parseOrigin(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const { protocol, origin, pathname, search, hash, username } = new URL(value);
  const isOrigin = pathname === '/' && !search && !hash && !username;
  return /^https?:$/.test(protocol) && isOrigin ? origin : undefined;
}

function parseNetworks(value: string): string[] | undefined {
  const networks = value
    .split(',')
    .map((network) => network.trim())
    .filter(Boolean);
  return networks.every((network) => ipaddr.isValid(network) || ipaddr.isValidCIDR(network))
    ? networks
    : undefined;
}

function parseKeys(value: string): Uint8Array[] | undefined {
  const keys = value
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean);
  if (!keys.every((key) => /^[\w-]{43}$/.test(key))) return undefined;
  return keys.map((key) => Buffer.from(key, 'base64url'));
}

export const SECRET_SETTINGS = new Set([
  'SECRET_KEYS',
  'DATABASE_URL',
  'DATABASE_READ_URL',
  'MIGRATION_DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
]);

export const Settings = Type.Object({
  PUBLIC_URL: setting(
    'http://localhost:8080',
    'Origin that people see; links in mail, cookie flags and origin checks come from it, never from a request header.',
    'an origin such as https://login.example.org, without a path',
    parseOrigin,
  ),
  HOST: text('127.0.0.1', 'Address the public listener binds to.'),
  PORT: wholeNumber(8080, 0, 65535, 'Port of the public listener.'),
  MANAGEMENT_HOST: text('127.0.0.1', 'Address the management listener binds to: /metrics, /livez, /readyz.'),
  MANAGEMENT_PORT: wholeNumber(9464, 0, 65535, 'Port of the management listener.'),
  TRUSTED_PROXIES: setting(
    '',
    'Networks (CIDR, comma-separated) whose X-Forwarded-For is believed; empty trusts none.',
    'addresses or networks in CIDR notation, comma-separated',
    parseNetworks,
  ),
  DATA_DIR: text('./data', 'Where the embedded database and generated secrets live.'),
  SECRET_KEYS: setting(
    '',
    'Base64url 32-byte keys, comma-separated, newest first: the first encrypts, all decrypt. Empty: generated once into DATA_DIR.',
    'comma-separated keys of 32 bytes in base64url (43 characters each)',
    parseKeys,
  ),
  DATABASE_URL: url('Primary database; empty: the embedded one in DATA_DIR.', 'postgres://', 'postgresql://'),
  DATABASE_READ_URL: url(
    "The replicas' balanced address; empty: the primary.",
    'postgres://',
    'postgresql://',
  ),
  MIGRATION_DATABASE_URL: url(
    'A direct connection to the primary for migrations; empty: DATABASE_URL.',
    'postgres://',
    'postgresql://',
  ),
  REDIS_URL: url('Short-lived state; empty: it lives in Postgres too.', 'redis://', 'rediss://'),
  SMTP_URL: url(
    'Mail server; empty: mail is kept in the local mailbox at /dev/mailbox.',
    'smtp://',
    'smtps://',
  ),
  MAIL_FROM: text('Latchkey <no-reply@localhost>', 'Sender of all mail.'),
  SESSION_IDLE_TIMEOUT: duration('30m', 'A session ends after so long without a request.'),
  SESSION_LIFETIME: duration('12h', 'A session ends after so long whatever the activity.'),
  SESSION_REMEMBERED_LIFETIME: duration(
    '30d',
    'The same with "keep me signed in"; the idle timeout is then 7d.',
  ),
  REAUTHENTICATION_WINDOW: duration('10m', 'How fresh an identity proof sensitive operations need.'),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 8, 128, 'Shortest password, in characters; the longest is 256.'),
  ARGON2_MEMORY_KIB: wholeNumber(19456, 8, 4_194_304, 'Memory of one argon2id hash, in KiB.'),
  ARGON2_PASSES: wholeNumber(2, 1, 100, 'Passes of argon2id.'),
  ARGON2_PARALLELISM: wholeNumber(1, 1, 16, 'Lanes of argon2id.'),
  LIMIT_SIGN_IN_ACCOUNT_FREE: wholeNumber(5, 1, 1_000_000, 'Failed tries per account before waits start.'),
  LIMIT_SIGN_IN_DEVICE_FREE: wholeNumber(
    10,
    1,
    1_000_000,
    'Failed tries of a browser or app that signed in to the account before; strangers do not use them up.',
  ),
  LIMIT_SIGN_IN_CLIENT_FREE: wholeNumber(
    30,
    1,
    1_000_000,
    'Failed tries per client address before waits start.',
  ),
  LIMIT_SIGN_IN_CLIENT_WITHIN: duration('5m', "The window in which a client's free tries are counted."),
  LIMIT_SECOND_STEP_PERSON_FREE: wholeNumber(
    10,
    1,
    1_000_000,
    'Failed codes per person in 15 minutes before waits.',
  ),
  LIMIT_SECOND_STEP_PENDING: wholeNumber(5, 1, 1_000, 'Failed codes after which a waiting sign-in is over.'),
  LIMIT_SECOND_STEP_IN_A_ROW: wholeNumber(
    100,
    1,
    1_000_000,
    'Failed codes in a row after which no code is looked at until the person resets the password.',
  ),
  LIMIT_BACKOFF_FIRST: duration('1s', 'The first wait; each further failure doubles it.'),
  LIMIT_BACKOFF_CAP: duration('15m', 'The longest wait.'),
  LIMIT_FORGOTTEN_AFTER: duration('24h', 'Failures are forgotten after so long without another one.'),
  LIMIT_SIGN_UP_CLIENT_HOURLY: wholeNumber(20, 1, 1_000_000, 'Sign-ups per client address and hour.'),
  LIMIT_MAIL_MAILBOX_HOURLY: wholeNumber(
    3,
    1,
    1_000_000,
    'Mails that strangers can cause per mailbox and hour.',
  ),
  LIMIT_MAIL_MAILBOX_DAILY: wholeNumber(10, 1, 1_000_000, 'The same per day.'),
  LIMIT_MAIL_CLIENT_HOURLY: wholeNumber(
    20,
    1,
    1_000_000,
    'Reset links and repeated verification mails that one client address can ask for per hour.',
  ),
  BRAND_NAME: text('Latchkey', 'Name shown on pages and in mails.'),
  LOG_LEVEL: oneOf(
    'info',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'Least severe log line.',
  ),
  LOG_PRETTY: yesOrNo(false, 'Readable log lines instead of JSON.'),
  ALLOW_WEAK_HASHING: yesOrNo(false, 'For tests only: accepts argon2 parameters below the OWASP minimum.'),
} satisfies Record<string, TSchema>);
