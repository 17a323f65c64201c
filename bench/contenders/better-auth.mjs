// Better Auth as its documentation sets it up, on node:http. MODE: postgres, redis (secondary storage) or cookie (cache).
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { Redis } from 'ioredis';
import pg from 'pg';

const { PORT, DATABASE_URL, REDIS_URL, MODE } = process.env;
const redis = MODE === 'redis' ? new Redis(REDIS_URL, { keyPrefix: 'better-auth:' }) : undefined;

const options = {
  baseURL: `http://127.0.0.1:${PORT}`,
  secret: 'a secret for benchmarks alone, of forty characters',
  database: new pg.Pool({ connectionString: DATABASE_URL, max: 10 }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  session: { cookieCache: { enabled: MODE === 'cookie', maxAge: 300 } },
  ...(redis && {
    secondaryStorage: {
      get: (key) => redis.get(key),
      set: (key, value, ttl) => (ttl ? redis.set(key, value, 'EX', ttl) : redis.set(key, value)),
      delete: (key) => redis.del(key),
      getAndDelete: (key) => redis.getdel(key),
      async increment(key, ttl) {
        const count = await redis.incr(key);
        if (count === 1) await redis.expire(key, ttl);
        return count;
      },
    },
  }),
};

const { runMigrations } = await getMigrations(options);
await runMigrations();
const handle = toNodeHandler(betterAuth(options));
createServer({ keepAliveTimeout: 60_000 }, handle).listen(Number(PORT), '127.0.0.1');
