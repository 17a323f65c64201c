import { createAccountChanges } from '#domain/account-changes/account-changes.ts';
import { createAppSignIns } from '#domain/app-sign-ins/app-sign-ins.ts';
import { createAppTokens } from '#domain/app-tokens/app-tokens.ts';
import { createAuditLog } from '#domain/audit-log/audit-log.ts';
import { createDevices } from '#domain/devices/devices.ts';
import { createFailureStreaks } from '#domain/failure-streaks/failure-streaks.ts';
import { createLocalMailbox } from '#domain/local-mailbox/local-mailbox.ts';
import { createMailQueue } from '#domain/mail-queue/mail-queue.ts';
import { createMailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import { createPasswordPolicy, createPasswords, type PasswordHasher } from '#domain/passwords/passwords.ts';
import { createPendingSignIns } from '#domain/pending-sign-ins/pending-sign-ins.ts';
import { createRecoveryCodes, createShownOnce } from '#domain/recovery-codes/recovery-codes.ts';
import { createResetRequests } from '#domain/reset-requests/reset-requests.ts';
import { createSessionStore, createSessions, idleTimeoutOf } from '#domain/sessions/sessions.ts';
import { createSignUps } from '#domain/sign-ups/sign-ups.ts';
import { createSuspicion } from '#domain/suspicion/suspicion.ts';
import { createThrottle } from '#domain/throttle/throttle.ts';
import { createTotp } from '#domain/totp/totp.ts';
import { createUsers } from '#domain/users/users.ts';
import type { Arrivals } from '#platform/arrivals.ts';
import { createBreachLookup } from '#platform/breach-lookup.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';
import { inSeconds } from '#platform/duration.ts';
import type { Keyring } from '#platform/encryption.ts';
import type { Logger } from '#platform/logger.ts';
import type { Mailer } from '#platform/mailer.ts';
import { createProofOfWork } from '#platform/proof-of-work.ts';
import type { Random } from '#platform/random.ts';
import { createSealedTexts } from '#platform/sealed-text.ts';
import type { RedisServer } from '#platform/short-lived-state/redis-facts.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';

/** What the process opened: everything that talks to the outside. */
export interface Platform {
  databases: Databases;
  /** Where replicas decide: keeps them trusted, every few seconds. */
  keepFloor: (() => Promise<void>) | undefined;
  state: ShortLivedState;
  /** What the Redis server says of itself; `undefined`: there is none. */
  redisServer: RedisServer | undefined;
  keyring: Keyring;
  hasher: PasswordHasher;
  /** `undefined`: mail stays in the local mailbox. */
  smtpMailer: Mailer | undefined;
  metrics: Metrics;
  arrivals: Arrivals;
  clock: Clock;
  random: Random;
  log: Logger;
}

export type Nouns = ReturnType<typeof wireNouns>;

/** The nouns, each built once and bottom-up. `onVersionRaised` alone names what is made below it: it runs later. */
export function wireNouns(config: Config, platform: Platform) {
  const { databases, state, keyring, hasher, metrics, clock, random, log } = platform;
  const { primary } = databases;

  const users = createUsers({
    clock,
    random,
    async onVersionRaised(tx, id, version) {
      await sessions.demandEnding(tx, id, version);
      await totp.voidEnrolment(tx, id);
    },
  });
  const suspicion = createSuspicion({
    records: state,
    counters: state,
    proofOfWork: createProofOfWork({ keyring, clock }),
    clock,
    random,
    settings: config.suspicion,
    onFlagged: (form) => metrics.honeypotTrips.inc({ form }),
    onProof: (outcome) => metrics.proofsOfWork.inc({ outcome }),
  });
  const passwords = createPasswords({
    hasher,
    clock,
    onVerified(matches, userId) {
      metrics.passwordVerifications.inc({ outcome: matches ? 'right' : 'wrong' });
      suspicion.note(matches, userId);
    },
    onHashed: () => metrics.passwordHashes.inc(),
  });
  const { minLength, breachLookupUrl } = config.passwords;
  const passwordPolicy = createPasswordPolicy({
    minLength,
    productName: config.brand.name,
    breachLookup: breachLookupUrl
      ? createBreachLookup({
          url: breachLookupUrl,
          log,
          onAnswered: (outcome) => metrics.breachedPasswordChecks.inc({ outcome }),
        })
      : undefined,
  });
  const sessions = createSessions({
    store: createSessionStore(state, (session) => idleTimeoutOf(config.sessions, session)),
    primary,
    currentVersion: (userId) => users.currentVersion(primary, userId),
    epoch: state.epoch,
    clock,
    random,
    settings: config.sessions,
    onStarted: () => metrics.sessionsStarted.inc(),
    onEnded: (reason, count) => metrics.sessionsEnded.inc({ reason }, count),
    onChecked: (result) => metrics.sessionChecks.inc({ result }),
  });
  const totp = createTotp({ keyring, clock, random, issuer: config.brand.name });
  const throttle = createThrottle({
    counters: state,
    settings: config.limits,
    onRefused(limit, retryAfter) {
      metrics.throttled.inc({ limit });
      metrics.backoff.observe(inSeconds(retryAfter));
    },
  });

  return {
    accountChanges: createAccountChanges({ primary }),
    users,
    passwords,
    passwordPolicy,
    sessions,
    suspicion,
    throttle,
    appSignIns: createAppSignIns({ records: state, clock, random }),
    appTokens: createAppTokens(createSealedTexts(keyring)),
    pendingSignIns: createPendingSignIns({ records: state, clock, random }),
    signUps: createSignUps({ clock, random }),
    mailTokens: createMailTokens({ clock, random }),
    resetRequests: createResetRequests({ clock, random }),
    failureStreaks: createFailureStreaks({ clock, random, noticeAfter: config.limits.streakNoticeAfter }),
    totp,
    recoveryCodes: createRecoveryCodes({ clock, random }),
    shownOnce: createShownOnce({ records: state, keyring, clock }),
    devices: createDevices({ clock, random }),
    auditLog: createAuditLog({
      clock,
      random,
      retention: config.auditLogRetention,
      onRecorded: (type) => metrics.auditEvents.inc({ type }),
    }),
    mailQueue: createMailQueue({ keyring, clock, random }),
    localMailbox: config.mail.hasLocalMailbox ? createLocalMailbox({ primary, clock }) : undefined,
  };
}
