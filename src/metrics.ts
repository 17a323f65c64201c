import { AUDIT_EVENT_TYPES } from '#domain/audit-log/audit-log.ts';
import { MAIL_KINDS } from '#domain/mail-queue/mail-queue.ts';
import { SESSION_CHECKS, SESSION_ENDINGS } from '#domain/sessions/sessions.ts';
import { DOORS, PROOF_OUTCOMES } from '#domain/suspicion/suspicion.ts';
import { LIMIT_NAMES } from '#domain/throttle/throttle.ts';
import { CODE_METHODS } from '#flows/accept-code/accept-code.ts';
import { ACCOUNT_SOURCES } from '#flows/find-account/find-account.ts';
import { RESET_STEPS } from '#flows/reset-password/reset-password.ts';
import { DELIVERY_OUTCOMES } from '#jobs/deliver-mail.ts';
import { READ_RESULTS } from '#platform/database/causal-reads.ts';
import { createMeters } from '#platform/meters.ts';
import { STATUS_CLASSES, STATUSES } from '#web/request-log.ts';
import { FAILURES } from './count-outcomes.ts';

export type Metrics = ReturnType<typeof createMetrics>;

const POOLS = ['primary', 'replica'] as const;

/** Every metric, declared once. docs/operations/metrics.md is written from here (`npm run metrics:docs`). */
export function createMetrics() {
  const meters = createMeters('latchkey_');
  const { counter, gauge, histogram } = meters;

  return {
    registry: meters.registry,
    read: meters.read,
    declarations: meters.declarations,

    signIns: counter('sign_in_attempts_total', 'Sign-ins with address and password, by how they ended', {
      outcome: [
        'signed_in',
        'second_factor_required',
        'rejected',
        'throttled',
        'proof_required',
        ...FAILURES,
      ],
    }),
    secondSteps: counter('second_factor_attempts_total', 'Second steps of sign-ins, by how they ended', {
      method: CODE_METHODS,
      outcome: ['signed_in', 'rejected', 'not_pending', 'throttled', ...FAILURES],
    }),
    identityConfirmations: counter('identity_confirmations_total', '“Confirm it’s you”, by how it ended', {
      outcome: ['confirmed', 'rejected', 'missing', 'session_ended', 'throttled', ...FAILURES],
    }),
    signUps: counter('sign_ups_total', 'Sign-ups asked for, by how they ended', {
      outcome: ['verification_sent', 'refused', 'throttled', 'proof_required', ...FAILURES],
    }),
    passwordResets: counter('password_resets_total', 'Forgotten passwords, by how far they came', {
      step: RESET_STEPS,
    }),

    throttled: counter('throttled_total', 'Tries refused, by the limit that refused for longest', {
      limit: LIMIT_NAMES,
    }),
    backoff: histogram(
      'backoff_seconds',
      'Waits that refused tries were told of',
      [1, 4, 15, 60, 300, 900, 3_600, 86_400],
    ),
    honeypotTrips: counter('honeypot_trips_total', 'Forms and bodies with the field that no person sees', {
      form: DOORS,
    }),
    proofsOfWork: counter('proof_of_work_total', 'Proofs of work asked for and what came back', {
      outcome: PROOF_OUTCOMES,
    }),
    suspiciousClients: gauge(
      'suspicious_clients',
      'Clients that betrayed themselves to this instance within the hour',
    ),
    suspicionRaised: gauge('suspicion_raised', '1 while failures over everything look like guessing'),

    sessionsStarted: counter('sessions_started_total', 'Sessions started'),
    sessionsEnded: counter('sessions_ended_total', 'Sessions that were ended; what runs out is not counted', {
      reason: SESSION_ENDINGS,
    }),
    sessionChecks: counter('session_checks_total', 'Looks at the session behind a token', {
      result: SESSION_CHECKS,
    }),

    accountLookups: counter(
      'account_lookups_total',
      'Looks at the account of a session, by where it was found',
      {
        from: ACCOUNT_SOURCES,
      },
    ),

    passwordVerifications: counter('password_verify_total', 'Passwords verified', {
      outcome: ['right', 'wrong'],
    }),
    passwordHashes: counter('password_hash_total', 'Passwords hashed'),
    passwordHashTime: histogram(
      'password_hash_seconds',
      'Time of a hash or a verification, its wait for a thread included',
      [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2],
    ),
    passwordHashQueue: gauge('password_hash_queue', 'Hashes waiting for a thread'),
    passwordHashesRefused: counter(
      'password_hash_rejected_total',
      'Hashes refused because the queue was full',
    ),
    breachedPasswordChecks: counter(
      'breached_password_checks_total',
      'Passwords asked about at BREACHED_PASSWORDS_URL',
      { outcome: ['found', 'not_found', 'unavailable'] },
    ),

    decisionReads: counter(
      'reads_total',
      'Reads that decide about a person, by database and reason',
      { db: POOLS, result: READ_RESULTS },
      ({ db, result }) => (db === 'replica') === (result === 'fresh'),
    ),
    replicaLag: gauge('replica_lag_bytes', 'How far each replica that streams is behind the primary', {
      replica: 'its application_name',
    }),
    dbPoolConnections: gauge('db_pool_connections', 'Open database connections', { pool: POOLS }),
    dbPoolIdle: gauge('db_pool_idle', 'Of these, unused right now', { pool: POOLS }),
    dbPoolWaiting: gauge('db_pool_waiting', 'Callers waiting for a database connection', { pool: POOLS }),
    redisCommandTime: histogram(
      'redis_command_seconds',
      'Time of one Redis command',
      [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5],
    ),

    mailQueue: gauge('mail_queue', 'Mails waiting to be taken'),
    mailSent: counter('mail_sent_total', 'Mails handed over, or not', {
      kind: MAIL_KINDS,
      outcome: DELIVERY_OUTCOMES,
    }),
    auditEvents: counter('audit_events_total', 'Records written to the audit log', {
      type: AUDIT_EVENT_TYPES,
    }),
    httpRequestTime: histogram(
      'http_request_duration_seconds',
      'Time to answer, by route',
      [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      {
        method: 'the methods of our routes (HEAD counts as GET), or `other`',
        route: 'the templates of our routes, or `none`',
        status: STATUS_CLASSES,
      },
    ),
    httpResponses: counter('http_responses_total', 'Answers, by status code', { status: STATUSES }),
    secretKeysChanged: gauge(
      'secret_keys_changed_timestamp_seconds',
      'When the file with the secret keys was last changed',
    ),
    logLinesDropped: counter('log_lines_dropped_total', 'Log lines lost because nothing took them'),
  };
}
