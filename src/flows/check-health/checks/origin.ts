import type { Arrivals } from '#platform/arrivals.ts';
import { isLoopback } from '#platform/loopback.ts';
import { type Check, type Finding, fault, ok, plural, together, warning } from '../finding.ts';

export interface OriginDeps {
  publicUrl: string;
  arrivals: Pick<Arrivals, 'soFar'>;
}

/** Cookie flags and links come from PUBLIC_URL alone: it has to be what people open. */
export function checkOrigin({ publicUrl, arrivals }: OriginDeps): Check {
  return {
    name: 'origin',
    run: async () => together([judgeScheme(publicUrl), ...judgeOthers(arrivals.soFar().otherOrigins)]),
  };
}

function judgeScheme(publicUrl: string): Finding {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:') return ok(`${publicUrl}; cookies are __Host-, Secure, HttpOnly, SameSite=Lax`);
  if (isLoopback(hostname)) return ok(`${publicUrl}, this machine only; cookies are HttpOnly, SameSite=Lax`);
  return fault(
    `PUBLIC_URL is ${publicUrl}: passwords and cookies can be read on the way, and cookies are not Secure`,
    'Let a proxy end TLS and set PUBLIC_URL to its https origin.',
  );
}

function judgeOthers(others: ReadonlyMap<string, number>): Finding[] {
  const [most] = [...others].toSorted(([, one], [, other]) => other - one);
  if (!most) return [];
  const [origin, count] = most;
  return [
    warning(
      `${plural(count, 'form')} came from pages of ${origin}, which PUBLIC_URL does not name`,
      'If people open that, set PUBLIC_URL to it: links in mail and cookies follow PUBLIC_URL.',
    ),
  ];
}
