import { createAuditLog } from '#domain/audit-log/audit-log.ts';
import { createDevices } from '#domain/devices/devices.ts';
import { createLocalMailbox } from '#domain/local-mailbox/local-mailbox.ts';
import { createMailQueue } from '#domain/mail-queue/mail-queue.ts';
import { createMailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import { createPasswordPolicy, createPasswords, type PasswordHasher } from '#domain/passwords/passwords.ts';
import { createPendingSignIns } from '#domain/pending-sign-ins/pending-sign-ins.ts';
import { createRecoveryCodes, createShownOnce } from '#domain/recovery-codes/recovery-codes.ts';
import { createResetRequests } from '#domain/reset-requests/reset-requests.ts';
import { createSessionStore, createSessions, idleTimeoutOf } from '#domain/sessions/sessions.ts';
import { createSignUps } from '#domain/sign-ups/sign-ups.ts';
import { createThrottle } from '#domain/throttle/throttle.ts';
import { createTotp } from '#domain/totp/totp.ts';
import { createUsers } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';
import type { Keyring } from '#platform/encryption.ts';
import type { Logger } from '#platform/logger.ts';
import type { Mailer } from '#platform/mailer.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { Random } from '#platform/random.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import type { Config } from './config.ts';

/** What the process opened: everything that talks to the outside. */
export interface Platform {
  databases: Databases;
  state: ShortLivedState;
  keyring: Keyring;
  hasher: PasswordHasher;
  /** `undefined`: mail stays in the local mailbox. */
  smtpMailer: Mailer | undefined;
  metrics: Metrics;
  clock: Clock;
  random: Random;
  log: Logger;
}

export type Nouns = ReturnType<typeof wireNouns>;

/** The nouns, each built once and bottom-up. `onVersionRaised` alone names what is made below it: it runs later. */
export function wireNouns(config: Config, platform: Platform) {
  const { databases, state, keyring, hasher, metrics, clock, random } = platform;
  const { primary } = databases;

  const users = createUsers({
    clock,
    random,
    async onVersionRaised(tx, id, version) {
      await sessions.demandEnding(tx, id, version);
      await totp.voidEnrolment(tx, id);
    },
  });
  const passwords = createPasswords({
    hasher,
    clock,
    onVerified: (matches) => metrics.passwordVerifications.inc({ outcome: matches ? 'right' : 'wrong' }),
    onHashed: () => metrics.passwordHashes.inc(),
  });
  const passwordPolicy = createPasswordPolicy({
    minLength: config.passwords.minLength,
    productName: config.brandName,
  });
  const sessions = createSessions({
    store: createSessionStore(state, (session) => idleTimeoutOf(config.sessions, session)),
    primary,
    currentVersion: (userId) => users.currentVersion(primary, userId),
    epoch: state.epoch,
    clock,
    random,
    settings: config.sessions,
  });
  const totp = createTotp({ keyring, clock, random, issuer: config.brandName });
  const throttle = createThrottle({
    counters: state,
    settings: config.limits,
    onRefused: (limit) => metrics.throttled.inc({ limit }),
  });

  return {
    users,
    passwords,
    passwordPolicy,
    sessions,
    throttle,
    pendingSignIns: createPendingSignIns({ records: state, clock, random }),
    signUps: createSignUps({ clock, random }),
    mailTokens: createMailTokens({ clock, random }),
    resetRequests: createResetRequests({ clock, random }),
    totp,
    recoveryCodes: createRecoveryCodes({ clock, random }),
    shownOnce: createShownOnce({ records: state, keyring, clock }),
    devices: createDevices({ clock, random }),
    auditLog: createAuditLog({ clock, random }),
    mailQueue: createMailQueue({ keyring, clock, random }),
    localMailbox: config.mail.hasLocalMailbox ? createLocalMailbox({ primary, clock }) : undefined,
  };
}
