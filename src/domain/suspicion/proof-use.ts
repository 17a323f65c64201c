import { minutes } from '#platform/duration.ts';
import { PROOF_LIFETIME } from '#platform/proof-of-work.ts';
import type { CountedTurn, Counters } from '#platform/short-lived-state/short-lived-state.ts';
import type { Client } from '../client.ts';
import { subjectsOf } from './subjects.ts';

const WAITS_WITHIN = minutes(5);
const perFiveMinutes = (most: number) => ({ kind: 'window', most, per: WAITS_WITHIN }) as const;

/**
 * Each challenge is good once, solved or waited for. Waiting costs a robot nothing, so it lets in far less than the
 * smaller budgets of a suspect allow: one a client (four an IPv6 /48), sixty over everybody, in five minutes.
 */
export function createProofUse(counters: Pick<Counters, 'takeTurn' | 'giveBackTurn'>) {
  const isFirstUse = async (key: string) => {
    const once = { kind: 'window', most: 1, per: PROOF_LIFETIME } as const;
    return (await counters.takeTurn(`proof:${key}`, once)).isAllowed;
  };

  /** The scarcest last; what was taken before a refusal goes back. */
  const mayWait = async (client: Client): Promise<boolean> => {
    const budgets = [
      ...subjectsOf(client).map(({ name, factor }) => ({
        key: `waited:${name}`,
        limit: perFiveMinutes(factor),
      })),
      { key: 'waited:everybody', limit: perFiveMinutes(60) },
    ];
    const taken: { key: string; turn: CountedTurn }[] = [];
    for (const { key, limit } of budgets) {
      const turn = await counters.takeTurn(key, limit);
      if (!turn.isAllowed) {
        for (const one of taken) await counters.giveBackTurn(one.key, one.turn);
        return false;
      }
      taken.push({ key, turn });
    }
    return true;
  };

  return {
    /** A challenge that was waited for is used up only when the wait counts: nothing is left by the others. */
    async accept(client: Client, judged: { kind: 'solved' | 'waited'; key: string }): Promise<boolean> {
      if (judged.kind === 'waited' && !(await mayWait(client))) return false;
      return isFirstUse(judged.key);
    },
  };
}
