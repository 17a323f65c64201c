import ipaddr from 'ipaddr.js';

/** How one request came: what a proxy in front adds, or forgets. */
export interface Arrival {
  /** `undefined`: no proxy told of anybody. */
  forwarded?: Forwarded | undefined;
  /** The origin of the page that sent it, where the browser says that it is ours and it is another one. */
  otherOrigin?: string | undefined;
}

export interface Forwarded {
  /** Whom it is counted against. */
  ip: string;
  /** Addresses in its `X-Forwarded-For`, and how many of them were believed. */
  told: number;
  believed: number;
}

export interface ArrivalsSoFar {
  total: number;
  /** Came through proxies that are all believed. */
  proxied: number;
  /** Private addresses that told of somebody behind them and were not believed, with how often: proxies, most likely. */
  doubted: ReadonlyMap<string, number>;
  /** The same from elsewhere: anybody may write such a header. */
  doubtedElsewhere: number;
  /** The clients behind proxies, or so many of them that there is no doubt about their being many. */
  clients: ReadonlySet<string>;
  otherOrigins: ReadonlyMap<string, number>;
}

export interface Arrivals {
  note(arrival: Arrival): void;
  soFar(): ArrivalsSoFar;
}

/** Strangers choose what is counted here: a list grows so long and no longer. */
const MOST_NAMED = 20;
const PRIVATE = new Set(['private', 'loopback', 'linkLocal', 'uniqueLocal', 'carrierGradeNat']);

/** Counted since the start, in this process's memory: settings that mend what shows here need a restart anyway. */
export function createArrivals(): Arrivals {
  const doubted = new Map<string, number>();
  const clients = new Set<string>();
  const otherOrigins = new Map<string, number>();
  let [total, proxied, doubtedElsewhere] = [0, 0, 0];

  const noteForwarded = ({ ip, told, believed }: Forwarded) => {
    if (told <= believed) {
      proxied += 1;
      if (clients.size < MOST_NAMED) clients.add(ip);
    } else if (isPrivate(ip)) count(doubted, ip);
    else doubtedElsewhere += 1;
  };

  return {
    note({ forwarded, otherOrigin }) {
      total += 1;
      if (forwarded) noteForwarded(forwarded);
      if (otherOrigin !== undefined) count(otherOrigins, otherOrigin);
    },
    soFar: () => ({ total, proxied, doubted, doubtedElsewhere, clients, otherOrigins }),
  };
}

/** Of no use on the internet: a machine, or a network of one's own. */
export const isPrivate = (ip: string): boolean =>
  ipaddr.isValid(ip) && PRIVATE.has(ipaddr.process(ip).range());

function count(counts: Map<string, number>, name: string): void {
  const known = counts.get(name);
  if (known !== undefined || counts.size < MOST_NAMED) counts.set(name, (known ?? 0) + 1);
}
