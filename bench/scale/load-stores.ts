import { randomBytes, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { CanonicalEmail } from '../../src/domain/email-address.ts';
import type { SessionId, UserId } from '../../src/domain/ids.ts';
import { createSessionStore, type Session } from '../../src/domain/sessions/sessions.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { after, hours } from '../../src/platform/duration.ts';
import { hashToken } from '../../src/platform/hashing.ts';
import { createRedisState } from '../../src/platform/short-lived-state/redis-state.ts';

const PEOPLE_AT_ONCE = 100_000;
const SESSIONS_AT_ONCE = 500;
type OnProgress = (share: number) => void;

export interface PeopleOptions {
  databaseUrl: string;
  passwordHash: string;
  signal: AbortSignal;
}

/** With a password, two devices and three events each. */
export async function loadPeople(
  { databaseUrl, passwordHash, signal }: PeopleOptions,
  { from, to }: { from: number; to: number },
  onProgress: OnProgress,
): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  // Everything refers to what was just inserted: to check it costs most of the time.
  await client.query('SET session_replication_role = replica');
  await client.query(ID_OF);
  await client.query("SELECT set_config('bench.hash', $1, false)", [passwordHash]);
  for (let first = from; first < to; first += PEOPLE_AT_ONCE) {
    signal.throwIfAborted();
    const last = Math.min(to, first + PEOPLE_AT_ONCE) - 1;
    for (const insert of INSERTS) await client.query(insert, [first, last]);
    onProgress((first - from) / (to - from));
  }
  await client.query('ANALYZE');
  await client.end();
}

/** Ids that sort by time, as those of the service do: random ones would fill an index all over. */
const ID_OF = `
  CREATE FUNCTION pg_temp.id_of(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || substr(md5(n::text), 1, 12))::uuid
  $$`;

const INSERTS = [
  `INSERT INTO users (id, email, email_canonical, first_name, last_name, wants_second_factor, created_at)
   SELECT pg_temp.id_of(n), 'loaded-' || n || '@bench.example', 'loaded-' || n || '@bench.example', 'Robin', 'Example',
     false, now()
   FROM generate_series($1::bigint, $2::bigint) AS n`,
  `INSERT INTO passwords (user_id, hash, changed_at)
   SELECT pg_temp.id_of(n), current_setting('bench.hash'), now() FROM generate_series($1::bigint, $2::bigint) AS n`,
  `INSERT INTO devices (user_id, token_hash, created_at, expires_at)
   SELECT pg_temp.id_of(n), encode(sha256(convert_to(n || ' ' || device, 'UTF8')), 'base64'), now(), now() + interval '1 year'
   FROM generate_series($1::bigint, $2::bigint) AS n, generate_series(1, 2) AS device`,
  `INSERT INTO audit_log (id, type, user_id, ip, user_agent, occurred_at)
   SELECT pg_temp.id_of(3 * n + event), 'signed_in', pg_temp.id_of(n), '192.0.2.7', 'Mozilla/5.0', now()
   FROM generate_series($1::bigint, $2::bigint) AS n, generate_series(1, 3) AS event`,
];

/** In the service's own words, with a user agent of the usual length. */
export async function loadSessions(
  redisUrl: string,
  count: number,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<void> {
  const redis = new Redis(redisUrl, { keyPrefix: 'latchkey:' });
  const epoch = /run_id:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  const store = createSessionStore(
    createRedisState(redis, systemClock, async () => epoch),
    () => hours(24),
  );
  for (let done = 0; done < count; done += SESSIONS_AT_ONCE) {
    signal.throwIfAborted();
    const batch = Math.min(SESSIONS_AT_ONCE, count - done);
    await Promise.all(Array.from({ length: batch }, () => store.insert(aSession(epoch))));
    onProgress(done / count);
  }
  redis.disconnect();
}

const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

function aSession(epoch: string): Session {
  const now = new Date();
  const email = `somebody-${randomBytes(4).toString('hex')}@bench.example`;
  return {
    id: randomUUID() as SessionId,
    userId: randomUUID() as UserId,
    email: email as CanonicalEmail,
    tokenHash: hashToken(randomBytes(32).toString('base64url')),
    securityVersion: 1,
    accountRevision: 0,
    assuranceLevel: 'aal1',
    isRemembered: false,
    createdAt: now,
    authenticatedAt: now,
    lastSeenAt: now,
    expiresAt: after(now, hours(12)),
    ip: '192.0.2.7',
    userAgent: USER_AGENT,
    epoch,
  };
}

export async function memoryOf(redisUrl: string): Promise<number> {
  const redis = new Redis(redisUrl);
  const memory = await redis.info('memory');
  redis.disconnect();
  return Number(/used_memory:(\d+)/.exec(memory)?.[1]);
}
