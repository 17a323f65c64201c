import { type Duration, parseDuration } from '#platform/duration.ts';
import { isLoopback } from '#platform/loopback.ts';
import { createBrand } from '#web/brand.ts';
import { type Environment, readEnvironment } from './config/environment.ts';
import { ConfigMistakes } from './config/mistakes.ts';
import { Settings } from './config/settings.ts';
import { LEAST_ARGON2, unsafeCombinations } from './config/unsafe-combinations.ts';

export type { Environment } from './config/environment.ts';
export { ConfigMistakes } from './config/mistakes.ts';
export { OPERATOR_TOKEN_FORM } from './config/settings.ts';

export type Config = ReturnType<typeof parseConfig>;

/**
 * Reads all settings from an environment; throws `ConfigMistakes` with every mistake at once.
 * The result is frozen and grouped by consumer, so that each part is handed its slice only.
 */
export function parseConfig(environment: Environment) {
  const { values, mistakes } = readEnvironment(environment);
  mistakes.push(...unsafeCombinations(values, new Set(mistakes.map(({ name }) => name))));
  if (mistakes.length > 0) throw new ConfigMistakes(mistakes);

  const publicUrl = new URL(values.PUBLIC_URL);
  const config = {
    publicUrl: publicUrl.origin,
    isSecure: publicUrl.protocol === 'https:',
    listen: { host: values.HOST, port: values.PORT },
    management: { host: values.MANAGEMENT_HOST, port: values.MANAGEMENT_PORT },
    drainDelay: values.DRAIN_DELAY,
    operatorToken: values.OPERATOR_TOKEN,
    trustedProxies: values.TRUSTED_PROXIES,
    forwardAuth: { origins: values.FORWARD_AUTH_ORIGINS },
    secretKeys: values.SECRET_KEYS,
    /** Empty: they are in the environment, or made in the data folder. */
    secretKeysFile: environment.SECRET_KEYS_FILE ?? '',
    dataDir: values.DATA_DIR,
    database: {
      url: values.DATABASE_URL,
      readUrl: values.DATABASE_READ_URL,
      migrationUrl: values.MIGRATION_DATABASE_URL || values.DATABASE_URL,
    },
    redisUrl: values.REDIS_URL,
    mail: {
      smtpUrl: values.SMTP_URL,
      from: values.MAIL_FROM,
      /** The local mailbox shows everybody's mail, so it exists only on a developer's own machine. */
      hasLocalMailbox: !values.SMTP_URL && isLoopback(publicUrl.hostname),
    },
    sessions: {
      idleTimeout: values.SESSION_IDLE_TIMEOUT,
      lifetime: values.SESSION_LIFETIME,
      rememberedIdleTimeout: parseDuration('7d') as Duration,
      rememberedLifetime: values.SESSION_REMEMBERED_LIFETIME,
      mostPerPerson: 50,
    },
    reauthenticationWindow: values.REAUTHENTICATION_WINDOW,
    auditLogRetention: values.AUDIT_LOG_RETENTION,
    passwords: {
      minLength: values.PASSWORD_MIN_LENGTH,
      breachLookupUrl: values.BREACHED_PASSWORDS_URL,
      argon2: {
        memoryKib: values.ARGON2_MEMORY_KIB,
        passes: values.ARGON2_PASSES,
        parallelism: values.ARGON2_PARALLELISM,
      },
      leastArgon2: LEAST_ARGON2,
    },
    limits: {
      signInPerAccountFree: values.LIMIT_SIGN_IN_ACCOUNT_FREE,
      signInPerDeviceFree: values.LIMIT_SIGN_IN_DEVICE_FREE,
      signInPerClientFree: values.LIMIT_SIGN_IN_CLIENT_FREE,
      signInPerClientWithin: values.LIMIT_SIGN_IN_CLIENT_WITHIN,
      secondStepPerPersonFree: values.LIMIT_SECOND_STEP_PERSON_FREE,
      secondStepPerPendingMost: values.LIMIT_SECOND_STEP_PENDING,
      secondStepInARowMost: values.LIMIT_SECOND_STEP_IN_A_ROW,
      backoffFirst: values.LIMIT_BACKOFF_FIRST,
      backoffCap: values.LIMIT_BACKOFF_CAP,
      forgottenAfter: values.LIMIT_FORGOTTEN_AFTER,
      streakNoticeAfter: values.LIMIT_STREAK_NOTICE_AFTER,
      signUpPerClientHourly: values.LIMIT_SIGN_UP_CLIENT_HOURLY,
      mailPerMailboxHourly: values.LIMIT_MAIL_MAILBOX_HOURLY,
      mailPerMailboxDaily: values.LIMIT_MAIL_MAILBOX_DAILY,
      mailPerClientHourly: values.LIMIT_MAIL_CLIENT_HOURLY,
    },
    suspicion: {
      asksForProof: values.PROOF_OF_WORK === 'auto',
      threshold: {
        leastWrong: values.LIMIT_SUSPICION_FAILURES,
        wrongPercent: values.LIMIT_SUSPICION_PERCENT,
      },
    },
    brand: createBrand({ name: values.BRAND_NAME, color: values.BRAND_COLOR, logo: values.BRAND_LOGO }),
    log: { level: values.LOG_LEVEL, isPretty: values.LOG_PRETTY },
    /** Empty: nothing is traced. */
    traceCollector: values.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, ''),
  };
  return deepFreeze(config);
}

/** Every setting's name, default and meaning, for `.env.example` and the documentation. */
export const settings = Object.entries(Settings.properties).map(([name, schema]) => ({
  name,
  fallback: 'default' in schema ? String(schema.default) : '',
  description: 'description' in schema ? String(schema.description) : '',
}));

function deepFreeze<Value extends object>(value: Value): Readonly<Value> {
  for (const part of Object.values(value)) if (part && typeof part === 'object') deepFreeze(part);
  return ArrayBuffer.isView(value) ? value : Object.freeze(value);
}
