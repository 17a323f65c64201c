export interface AnswerWaitingDeps<Waiting> {
  /** A batch of what waits. */
  listWaiting: () => Promise<Waiting[]>;
  /** After it, what was answered waits no more. */
  answer: (waiting: Waiting) => Promise<void>;
}

/** What requests left behind about typed addresses: whether those are known is looked up here, apart from them. */
export function createAnswerWaiting<Waiting>({ listWaiting, answer }: AnswerWaitingDeps<Waiting>) {
  return async function answerWaiting(): Promise<void> {
    let batch: Waiting[];
    do {
      batch = await listWaiting();
      const outcomes = await Promise.allSettled(batch.map(answer));
      const failure = outcomes.find((outcome) => outcome.status === 'rejected');
      // One that fails holds up no other of its batch; it comes up again at the next beat.
      if (failure) throw failure.reason;
    } while (batch.length > 0);
  };
}
