import type { ResetRequest, ResetRequests } from '#domain/reset-requests/reset-requests.ts';
import type { PrimaryDb } from '#platform/database/database.ts';

export interface AnswerResetRequestsDeps {
  primary: PrimaryDb;
  resetRequests: Pick<ResetRequests, 'listWaiting'>;
  answer: (request: ResetRequest) => Promise<void>;
}

/** Looks up whether the typed addresses are known, apart from the requests that typed them. */
export function createAnswerResetRequests({ primary, resetRequests, answer }: AnswerResetRequestsDeps) {
  return async function answerResetRequests(): Promise<void> {
    let waiting: ResetRequest[];
    do {
      waiting = await resetRequests.listWaiting(primary);
      const outcomes = await Promise.allSettled(waiting.map(answer));
      const failure = outcomes.find((outcome) => outcome.status === 'rejected');
      // One that fails holds up no other of its batch; it comes up again at the next beat.
      if (failure) throw failure.reason;
    } while (waiting.length > 0);
  };
}
