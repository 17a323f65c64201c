import ipaddr from 'ipaddr.js';
import Type, { type TSchema } from 'typebox';
import { parseColor } from '#platform/contrast.ts';
import { parseDuration, seconds } from '#platform/duration.ts';
import { parseRedisAddress } from '#platform/short-lived-state/redis-address.ts';
import { readBrandImage } from './brand-image.ts';
import { parseOrigin, parseOrigins } from './origins.ts';
import { parseRangeAddress } from './range-address.ts';
import { duration, oneOf, setting, text, url, wholeNumber, yesOrNo } from './setting-kinds.ts';

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

export const OPERATOR_TOKEN_FORM = /^[\w-]{43,200}$/;

export const SECRET_SETTINGS = new Set([
  'SECRET_KEYS',
  'OPERATOR_TOKEN',
  'DATABASE_URL',
  'DATABASE_READ_URL',
  'MIGRATION_DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'BREACHED_PASSWORDS_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
]);

/** The only list of settings. */
export const Settings = Type.Object({
  PUBLIC_URL: setting(
    'http://localhost:8080',
    'Origin that people see; links in mail, cookie flags and origin checks come from it, never from a request header.',
    'an origin such as https://login.example.org, without a path',
    parseOrigin,
  ),
  HOST: text('127.0.0.1', 'Address the public listener binds to.'),
  PORT: wholeNumber(8080, 0, 65535, 'Port of the public listener.'),
  MANAGEMENT_HOST: text(
    '127.0.0.1',
    "Address the management listener binds to: /metrics, /livez, /readyz and the operators' commands.",
  ),
  MANAGEMENT_PORT: wholeNumber(9464, 0, 65535, 'Port of the management listener.'),
  DRAIN_DELAY: setting(
    '0s',
    'When asked to end, serves on for so long with /readyz at 503, so that a proxy in front sends nothing more.',
    'a duration such as 5s, or 0s',
    (value) => (value === '0s' ? seconds(0) : parseDuration(value)),
  ),
  OPERATOR_TOKEN: setting(
    '',
    "What `npx latchkey` proves itself with: 32 random bytes in base64url. Empty: made once, in DATA_DIR's operator-token.",
    'empty or at least 43 characters of base64url (32 random bytes)',
    (value) => (value === '' || OPERATOR_TOKEN_FORM.test(value) ? value : undefined),
  ),
  TRUSTED_PROXIES: setting(
    '',
    'Networks (CIDR, comma-separated) whose X-Forwarded-For is believed; empty trusts none.',
    'addresses or networks in CIDR notation, comma-separated',
    parseNetworks,
  ),
  FORWARD_AUTH_ORIGINS: setting(
    '',
    'Origins of other apps that people may go on to through forward-auth, comma-separated; empty: none.',
    'origins such as https://wiki.example.org, without a path, comma-separated',
    parseOrigins,
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
  REDIS_URL: setting(
    '',
    'Short-lived state: a Redis server, or Sentinels as redis+sentinel://:password@host:port,host:port/name; empty: it lives in Postgres too.',
    'empty or an address starting with redis://, rediss://, redis+sentinel:// or rediss+sentinel://, Sentinels with the name they give the primary',
    (value) => (value === '' || parseRedisAddress(value) ? value : undefined),
  ),
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
  AUDIT_LOG_RETENTION: duration('400d', 'Records of what happened are deleted after so long.'),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 8, 128, 'Shortest password, in characters; the longest is 256.'),
  BREACHED_PASSWORDS_URL: setting(
    '',
    'Asked about new passwords besides the offline list, by five digits of a hash: a range service such as https://api.pwnedpasswords.com/range. Empty: none.',
    'empty or an https address (http on this machine only) without user, query or fragment',
    parseRangeAddress,
  ),
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
  LIMIT_STREAK_NOTICE_AFTER: wholeNumber(
    10,
    1,
    1_000_000,
    'Wrong passwords of strangers in a row on one account after which its owner is told, once a day at most.',
  ),
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
  PROOF_OF_WORK: oneOf(
    'auto',
    ['auto', 'off'],
    'auto: while guessing or a robot is noticed, unknown devices are asked for a proof of work; off: never.',
  ),
  LIMIT_SUSPICION_FAILURES: wholeNumber(
    300,
    1,
    1_000_000,
    'Wrong passwords in five minutes, over everybody, below which nothing counts as an attack.',
  ),
  LIMIT_SUSPICION_PERCENT: wholeNumber(
    70,
    1,
    100,
    'The share of wrong passwords, in percent, from which on it does.',
  ),
  BRAND_NAME: text('Latchkey', 'Name shown on pages, in mails and in authenticator apps.'),
  BRAND_COLOR: setting(
    '#2f5bd3',
    'Colour of buttons and links on pages and in mails; darkened or lightened where words in it could not be read.',
    'a colour such as #2f5bd3',
    parseColor,
  ),
  BRAND_LOGO: setting(
    '',
    'Path of a PNG or SVG that stands in for the mark beside the name; one more than twice as wide as high, for both. Empty: none.',
    'empty or the path of a PNG or of an SVG with a viewBox, of at most 64 KiB',
    readBrandImage,
  ),
  LOG_LEVEL: oneOf(
    'info',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'Least severe log line.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(
    'Collector of traces (OTLP over HTTP), without /v1/traces; empty: nothing is traced.',
    'http://',
    'https://',
  ),
  LOG_PRETTY: yesOrNo(false, 'Readable log lines instead of JSON.'),
  ALLOW_WEAK_HASHING: yesOrNo(false, 'For tests only: accepts argon2 parameters below the OWASP minimum.'),
} satisfies Record<string, TSchema>);
