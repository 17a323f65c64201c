import { LOOK_EVERY } from '#domain/account-changes/account-changes.ts';
import { createAnswerWaiting } from '#jobs/answer-waiting.ts';
import { createBackgroundJob } from '#jobs/background-job.ts';
import { createDeliverMail } from '#jobs/deliver-mail.ts';
import { createPurgeExpired } from '#jobs/purge-expired.ts';
import { minutes, seconds } from '#platform/duration.ts';
import type { Flows } from './wire-flows.ts';
import type { Nouns, Platform } from './wiring.ts';

/** Work started by time, and woken when there is something to do. */
export function wireJobs(
  { databases, keepFloor, state, smtpMailer, metrics, clock, log }: Platform,
  nouns: Nouns,
  flows: Flows,
) {
  const { primary } = databases;
  const { mailQueue, resetRequests, failureStreaks, localMailbox } = nouns;
  const mailer = smtpMailer ?? localMailbox;
  if (!mailer) throw new Error('neither a mail server nor a local mailbox');

  const deliverMail = createBackgroundJob({
    name: 'deliver_mail',
    every: seconds(2),
    work: createDeliverMail({
      primary,
      mailQueue,
      mailer,
      onSent: (kind, outcome) => metrics.mailSent.inc({ kind, outcome }),
      log,
    }),
    log,
  });
  const answerResetRequests = createBackgroundJob({
    name: 'answer_reset_requests',
    every: seconds(5),
    // A known address takes more work: done at once, it would slow down the asker's next requests.
    tick: { every: seconds(1), clock },
    work: createAnswerWaiting({
      listWaiting: () => resetRequests.listWaiting(primary),
      answer: flows.resetPassword.answer,
    }),
    log,
  });
  const warnOfFailures = createBackgroundJob({
    name: 'warn_of_failures',
    every: seconds(30),
    work: createAnswerWaiting({
      listWaiting: () => failureStreaks.listWaiting(primary),
      answer: flows.warnOfFailures,
    }),
    log,
  });
  const finishEndings = createBackgroundJob({
    name: 'finish_session_endings',
    every: seconds(10),
    work: nouns.sessions.finishEndings,
    log,
  });
  const exchangeTallies = createBackgroundJob({
    name: 'exchange_tallies',
    every: seconds(2),
    work: nouns.suspicion.exchange,
    log,
  });
  const purgeExpired = createBackgroundJob({
    name: 'purge_expired',
    every: minutes(10),
    work: createPurgeExpired([
      () => nouns.signUps.purge(primary),
      () => nouns.mailTokens.purge(primary),
      () => nouns.totp.purge(primary),
      () => nouns.devices.purge(primary),
      () => nouns.mailQueue.purge(primary),
      () => nouns.auditLog.purge(primary),
      nouns.sessions.purge,
      nouns.accountChanges.purge,
      state.purge,
    ]),
    log,
  });

  const keepReadFloor = createBackgroundJob({
    name: 'keep_read_floor',
    every: seconds(5),
    work: keepFloor ?? (async () => {}),
    log,
  });

  const lookForChanges = createBackgroundJob({
    name: 'look_for_account_changes',
    every: LOOK_EVERY,
    work: nouns.accountChanges.look,
    log,
  });

  const sampleMetrics = createBackgroundJob({
    name: 'sample_metrics',
    every: seconds(2),
    // For the page beside the local mailbox; elsewhere nobody looks.
    work: localMailbox ? flows.showMetrics.sample : async () => {},
    log,
  });

  mailQueue.onEnqueued(deliverMail.wake);
  resetRequests.onRecorded(answerResetRequests.wake);
  return {
    deliverMail,
    answerResetRequests,
    warnOfFailures,
    finishEndings,
    exchangeTallies,
    keepReadFloor,
    lookForChanges,
    purgeExpired,
    sampleMetrics,
  };
}
