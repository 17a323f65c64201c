import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Who is asking, without HTTP: the address a trusted proxy saw, in one canonical spelling, and the browser. */
export interface Client {
  ip: string;
  userAgent: string;
}

const LONGEST_USER_AGENT = 400;

/** `undefined` when `ip` is no address: the caller then falls back to the connection's own. */
export function parseClient(ip: string, userAgent: string | undefined): Client | undefined {
  const canonical = canonicalIp(ip);
  if (!canonical) return undefined;
  return { ip: canonical, userAgent: printable(userAgent ?? '').slice(0, LONGEST_USER_AGENT) };
}

/** IPv4-mapped IPv6 becomes IPv4, zones are dropped: one client, one spelling. */
function canonicalIp(text: string): string | undefined {
  const withoutZone = text.replace(/%.*$/, '');
  // `isIP` first: ipaddr.js also reads the old short forms such as `192.0.2`.
  return isIP(withoutZone) ? ipaddr.process(withoutZone).toString() : undefined;
}

/**
 * The networks a client's failures count against: IPv4 alone; IPv6 by /64, since every customer gets at
 * least that many addresses, and the coarser /48.
 */
export function networksOf({ ip }: Client): { narrow: string; wide?: string } {
  const address = ipaddr.parse(ip);
  if (address.kind() === 'ipv4') return { narrow: ip };
  const prefix = (bits: number) => ipaddr.IPv6.networkAddressFromCIDR(`${ip}/${bits}`).toString();
  return { narrow: `${prefix(64)}/64`, wide: `${prefix(48)}/48` };
}

/** A wide network holds many customers: so many times the budget of a narrow one. */
export const WIDE_NETWORK_FACTOR = 4;

function printable(text: string): string {
  return text.replace(/\p{C}/gu, '');
}
