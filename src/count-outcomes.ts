import { Overloaded } from '#domain/passwords/passwords.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';

/** How something ends that a flow has no outcome for: it throws. A closed set, for it labels metrics. */
export const FAILURES = ['overloaded', 'unavailable', 'failed'] as const;
export type Failure = (typeof FAILURES)[number];

/** The same flow, with every end of it counted, the thrown ones too. */
export function countOutcomes<Given extends unknown[], Outcome extends { kind: string }>(
  flow: (...given: Given) => Promise<Outcome>,
  count: (ending: Outcome['kind'] | Failure, ...given: Given) => void,
) {
  return async (...given: Given): Promise<Outcome> => {
    try {
      const outcome = await flow(...given);
      count(outcome.kind, ...given);
      return outcome;
    } catch (error) {
      count(failureOf(error), ...given);
      throw error;
    }
  };
}

function failureOf(error: unknown): Failure {
  if (error instanceof Overloaded) return 'overloaded';
  return isUnavailable(error) ? 'unavailable' : 'failed';
}
