import { setTimeout as pause } from 'node:timers/promises';
import { seconds } from '#platform/duration.ts';
import { reasonOf } from '#platform/reason.ts';
import { type BreachedPasswordsDeps, checkBreachedPasswords } from './checks/breached-passwords.ts';
import { type ClientAddressDeps, checkClientAddress } from './checks/client-address.ts';
import { type ClocksDeps, checkClocks } from './checks/clocks.ts';
import { checkDataFolder, type DataFolderDeps } from './checks/data-folder.ts';
import { checkDatabase, type DatabaseDeps } from './checks/database.ts';
import { checkMail, type MailDeps } from './checks/mail.ts';
import { checkMigrations, type MigrationsDeps } from './checks/migrations.ts';
import { checkOrigin, type OriginDeps } from './checks/origin.ts';
import { checkPasswordHashing, type PasswordHashingDeps } from './checks/password-hashing.ts';
import { checkPooler, type PoolerDeps } from './checks/pooler.ts';
import { checkRedisDurability } from './checks/redis-durability.ts';
import { checkRedisFailover, type RedisFailoverDeps } from './checks/redis-failover.ts';
import { checkRedisMemory, type RedisDeps } from './checks/redis-memory.ts';
import { checkReplicas, type ReplicasDeps } from './checks/replicas.ts';
import { checkSecretKeys, type SecretKeysDeps } from './checks/secret-keys.ts';
import { type Check, type Finding, fault } from './finding.ts';

export type CheckHealthDeps = OriginDeps &
  ClientAddressDeps &
  DatabaseDeps &
  ReplicasDeps &
  PoolerDeps &
  MigrationsDeps &
  RedisDeps &
  RedisFailoverDeps &
  ClocksDeps &
  SecretKeysDeps &
  MailDeps &
  PasswordHashingDeps &
  BreachedPasswordsDeps &
  DataFolderDeps;

export type { PoolerDeps } from './checks/pooler.ts';
export type { RedisFailoverDeps } from './checks/redis-failover.ts';

export type Checked = { name: string } & Finding;

/** In the order in which they are shown. */
const CHECKS: readonly ((deps: CheckHealthDeps) => Check)[] = [
  checkOrigin,
  checkClientAddress,
  checkDatabase,
  checkReplicas,
  checkPooler,
  checkMigrations,
  checkRedisMemory,
  checkRedisDurability,
  checkRedisFailover,
  checkClocks,
  checkSecretKeys,
  checkMail,
  checkPasswordHashing,
  checkBreachedPasswords,
  checkDataFolder,
];

/** The command line waits for fifteen. */
const LONGEST = seconds(8);

/** What operators get wrong, looked at from inside, where the connections are. Changes nothing and sends no mail. */
export function createCheckHealth(deps: CheckHealthDeps, longest = LONGEST) {
  const checks = CHECKS.map((create) => create(deps));
  return async (): Promise<Checked[]> =>
    Promise.all(checks.map(async ({ name, run }) => ({ name, ...(await bounded(run, longest)) })));
}

/** A part that does not answer is a finding like any other: all the rest is still told. */
async function bounded(run: Check['run'], longest: number): Promise<Finding> {
  const over = new AbortController();
  const late = pause(longest, undefined, { signal: over.signal }).then(() =>
    fault(
      `no answer within ${longest / 1_000} s`,
      'See whether it can be reached from here, and its own log.',
    ),
  );
  late.catch(() => {});
  try {
    return await Promise.race([run(), late]);
  } catch (error) {
    return fault(
      `it does not answer (${reasonOf(error)})`,
      'See whether it can be reached from here, and its own log.',
    );
  } finally {
    over.abort();
  }
}

export type CheckHealth = ReturnType<typeof createCheckHealth>;
