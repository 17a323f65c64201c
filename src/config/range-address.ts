import { isLoopback } from '#platform/loopback.ts';

/** Whoever reads or changes what goes over the wire could say "not found": plain http stays on this machine. */
export function parseRangeAddress(value: string): string | undefined {
  if (value === '') return value;
  if (!URL.canParse(value)) return undefined;
  const { protocol, hostname, username, password, search, hash, href } = new URL(value);
  const isPrivate = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return isPrivate && !username && !password && !search && !hash ? href.replace(/\/+$/, '') : undefined;
}
