/** One server, or the Sentinels that know which server is the primary. */
export type RedisAddress = { kind: 'server'; url: string } | SentinelAddress;

export interface SentinelAddress {
  kind: 'sentinels';
  sentinels: { host: string; port: number }[];
  /** What the Sentinels call the group of servers. */
  name: string;
  isEncrypted: boolean;
  database: number;
  credentials: { username?: string; password?: string };
  /** Of the Sentinels themselves. */
  sentinelCredentials: { username?: string; password?: string };
}

const SENTINEL_PORT = 26_379;
/** Several hosts are no URL; the form is the one other services take. */
const SENTINELS =
  /^redis(?<tls>s?)\+sentinel:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^@/?#]+)\/(?<name>[^/?#]+)(?:\/(?<database>\d{1,4}))?(?:\?(?<query>[^#]*))?$/;
const PARAMETERS = new Set(['sentinel_username', 'sentinel_password']);

/** `undefined`: it is none. */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  if (/^rediss?:\/\//.test(text)) return URL.canParse(text) ? { kind: 'server', url: text } : undefined;
  const parts = SENTINELS.exec(text)?.groups;
  if (!parts) return undefined;
  const sentinels = parts.hosts?.split(',').map(parseHost) ?? [];
  const query = new URLSearchParams(parts.query);
  const isKnown = [...query.keys()].every((name) => PARAMETERS.has(name));
  if (!isKnown || !sentinels.every((one) => one !== undefined)) return undefined;
  try {
    return {
      kind: 'sentinels',
      sentinels,
      name: decodeURIComponent(parts.name ?? ''),
      isEncrypted: parts.tls === 's',
      database: Number(parts.database ?? 0),
      credentials: credentials(
        decodeURIComponent(parts.user ?? ''),
        decodeURIComponent(parts.password ?? ''),
      ),
      sentinelCredentials: credentials(query.get('sentinel_username'), query.get('sentinel_password')),
    };
  } catch {
    // A percent sign that begins nothing.
    return undefined;
  }
}

function parseHost(text: string): { host: string; port: number } | undefined {
  if (!URL.canParse(`redis://${text}`)) return undefined;
  const { hostname, port } = new URL(`redis://${text}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === '' ? undefined : { host, port: Number(port || SENTINEL_PORT) };
}

const credentials = (username: string | null, password: string | null) => ({
  ...(username && { username }),
  ...(password && { password }),
});
