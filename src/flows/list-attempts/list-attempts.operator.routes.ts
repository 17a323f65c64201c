import Type, { type StaticDecode } from 'typebox';
import type { Api } from '#web/api.ts';
import { Problem } from '#web/errors.ts';
import { Email } from '#web/fields.ts';
import { LookBack, Network, rowLimit } from '#web/operator-fields.ts';
import type { AttemptsWish, ListAttempts } from './list-attempts.ts';

const Wish = Type.Object({
  since: LookBack,
  address: Type.Optional(Network),
  email: Type.Optional(Email),
  limit: rowLimit(1_000),
});

export function listAttemptsOperatorRoutes(api: Api, { listAttempts }: { listAttempts: ListAttempts }): void {
  api.post('/attempts', { schema: { body: Wish } }, async (request) =>
    known(await listAttempts.group(wishIn(request.body))),
  );

  api.post('/attempts/list', { schema: { body: Wish } }, async (request) =>
    known(await listAttempts.list(wishIn(request.body))),
  );
}

function wishIn({ since, address, email, limit }: StaticDecode<typeof Wish>): AttemptsWish {
  return { lookBack: since, network: address, email, limit };
}

function known<Answer>(answer: Answer | undefined): Answer {
  if (answer) return answer;
  const detail =
    'Nobody has this address. Attempts on unknown addresses are recorded without what was typed.';
  throw new Problem('not_found', { detail });
}
