import { type Arrivals, type ArrivalsSoFar, isPrivate } from '#platform/arrivals.ts';
import { type Check, type Finding, fault, ok, plural, warning } from '../finding.ts';

export interface ClientAddressDeps {
  publicUrl: string;
  trustedProxies: readonly string[];
  arrivals: Pick<Arrivals, 'soFar'>;
}

/** So many that it is no accident. */
const MANY = 20;
const EVERYBODY_IS_ONE = 'whoever is behind it counts as one client and shares one budget of failed tries';

/** Limits count clients: behind a proxy that is not believed, everybody is one. */
export function checkClientAddress({ publicUrl, trustedProxies, arrivals }: ClientAddressDeps): Check {
  const isHttps = publicUrl.startsWith('https:');
  const hasProxies = trustedProxies.length > 0;

  return {
    name: 'client-address',
    async run() {
      const soFar = arrivals.soFar();
      const doubted = judgeDoubted(soFar, hasProxies);
      if (doubted) return doubted;
      if (isHttps && !hasProxies) {
        return fault(
          `PUBLIC_URL is https, so a proxy ends TLS, and TRUSTED_PROXIES is empty: ${EVERYBODY_IS_ONE}`,
          'Set TRUSTED_PROXIES to the network of your proxy.',
        );
      }
      return hasProxies ? judgeProxied(soFar) : ok(`no proxy: connections count, ${requests(soFar)} so far`);
    },
  };
}

function judgeDoubted({ total, doubted, doubtedElsewhere }: ArrivalsSoFar, hasProxies: boolean) {
  const setting = hasProxies ? 'Add its network to TRUSTED_PROXIES.' : 'Set TRUSTED_PROXIES to its network.';
  if (doubted.size > 0) {
    const count = [...doubted.values()].reduce((sum, one) => sum + one, 0);
    return fault(
      `${count} of ${plural(total, 'request')} came from ${[...doubted.keys()].join(', ')} with an X-Forwarded-For that is not believed: ${EVERYBODY_IS_ONE}`,
      `If that is your proxy: ${setting}`,
    );
  }
  if (doubtedElsewhere >= MANY && doubtedElsewhere > total / 2) {
    return fault(
      `${doubtedElsewhere} of ${plural(total, 'request')} carry an X-Forwarded-For that is not believed: ${EVERYBODY_IS_ONE}`,
      `If there is a proxy or a content network in front: ${setting}`,
    );
  }
  return undefined;
}

function judgeProxied(soFar: ArrivalsSoFar): Finding {
  const { total, proxied, clients } = soFar;
  if (total === 0) return ok('no request so far; ask again when some came through the proxy');
  if (proxied === 0) {
    return warning(
      `TRUSTED_PROXIES is set, and none of ${requests(soFar)} came with an X-Forwarded-For`,
      'Let the proxy send X-Forwarded-For, and the service be reached through it alone.',
    );
  }
  const [only] = clients;
  if (clients.size === 1 && only !== undefined && isPrivate(only) && proxied >= MANY) {
    return warning(
      `all ${proxied} requests through the proxy came from ${only}`,
      'If people come from elsewhere, something in front of the proxy hides them (Docker’s port forwarding does): let it pass their addresses on.',
    );
  }
  return ok(
    `${proxied} of ${requests(soFar)} came through trusted proxies, from ${clients.size >= MANY ? 'many clients' : plural(clients.size, 'client')}`,
  );
}

const requests = ({ total }: ArrivalsSoFar): string => plural(total, 'request');
