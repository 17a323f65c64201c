/** An origin only: a path would be silently dropped from links, credentials would end up in mails. */
export function parseOrigin(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const { protocol, origin, pathname, search, hash, username } = new URL(value);
  const isOrigin = pathname === '/' && !search && !hash && !username;
  return /^https?:$/.test(protocol) && isOrigin ? origin : undefined;
}

/** Comma-separated, each once, as browsers spell them: lower case, punycode, no default port. */
export function parseOrigins(value: string): string[] | undefined {
  const origins = value
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean)
    // A pattern would be an origin that nobody has.
    .map((origin) => (origin.includes('*') ? undefined : parseOrigin(origin)));
  return origins.every((origin) => origin !== undefined) ? [...new Set(origins)] : undefined;
}
