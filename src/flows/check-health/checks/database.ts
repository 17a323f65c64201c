import type { ServerFacts } from '#platform/database/server-facts.ts';
import { type Check, fault, ok } from '../finding.ts';

export interface DatabaseDeps {
  primaryFacts: () => Promise<ServerFacts>;
  isEmbedded: boolean;
}

/** Whatever changes goes here. */
export function checkDatabase({ primaryFacts, isEmbedded }: DatabaseDeps): Check {
  return {
    name: 'database',
    async run() {
      const { isReplica, isReadOnly } = await primaryFacts();
      if (isReplica) {
        return fault(
          'DATABASE_URL leads to a replica: nothing can be changed',
          'Let it lead to the primary; behind a balancer, to the port of writes.',
        );
      }
      if (isReadOnly) {
        return fault(
          'the primary lets this role only read (default_transaction_read_only)',
          'Use the role that may write, or take the setting off it.',
        );
      }
      return ok(isEmbedded ? 'embedded, it answers' : 'a primary, it answers');
    },
  };
}
