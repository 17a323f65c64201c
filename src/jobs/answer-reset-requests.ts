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
      for (const request of waiting) await answer(request);
    } while (waiting.length > 0);
  };
}
