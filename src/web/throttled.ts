import type { FastifyReply } from 'fastify';
import { type Duration, inSeconds } from '#platform/duration.ts';
import { Problem } from './errors.ts';

export interface Refusal {
  retryAfter: Duration;
  limit: string;
  policy: { most: number; per: Duration };
}

/** `Retry-After` and the IETF RateLimit fields (draft-ietf-httpapi-ratelimit-headers) of a refusal. */
function refusalHeaders({ retryAfter, limit, policy }: Refusal): Record<string, string> {
  const wait = inSeconds(retryAfter);
  return {
    'retry-after': String(wait),
    ratelimit: `"${limit}";r=0;t=${wait}`,
    'ratelimit-policy': `"${limit}";q=${policy.most};w=${inSeconds(policy.per)}`,
  };
}

export function rateLimited(refusal: Refusal): Problem {
  const wait = inSeconds(refusal.retryAfter);
  return new Problem('rate_limited', {
    detail: `Please wait ${wait} ${wait === 1 ? 'second' : 'seconds'} and try again.`,
    headers: refusalHeaders(refusal),
  });
}

/** For a page shown again: the same headers, and the wait for its countdown. */
export function markThrottled(reply: FastifyReply, refusal: Refusal): number {
  reply.headers(refusalHeaders(refusal));
  return inSeconds(refusal.retryAfter);
}
