import { after, before, describe } from 'node:test';
import { sql } from 'kysely';
import { parseEmailAddress } from '#domain/email-address.ts';
import { createUsers, type User } from '#domain/users/users.ts';
import { type Databases, type PrimaryDb, type Transaction, writing } from '#platform/database/database.ts';
import { createRandom, type Random } from '#platform/random.ts';
import { createTestDatabase, type DatabaseKind } from './database.ts';
import { openMigratedEmbedded } from './embedded-template.ts';
import { createFakeClock, type FakeClock } from './fakes.ts';

export const DATABASE_KINDS = ['embedded', 'postgres', 'pooled'] as const;

/** What a noun's test stands on; `databases` exists once the tests run. */
export interface Stage {
  databases: Databases;
  clock: FakeClock;
  random: Random;
  /** One transaction that concerns nobody in particular. */
  tx<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Somebody who exists, under an address of their own unless one is given. */
  aUser(address?: string): Promise<User>;
}

/** The same tests on the embedded database, on the real server, and through a pooler in transaction mode. */
export function describeOnEveryDatabase(name: string, define: (stage: Stage) => void): void {
  for (const kind of DATABASE_KINDS) {
    describe(`${name} (${kind})`, () => {
      const clock = createFakeClock();
      const random = createRandom(clock);
      const users = createUsers({ clock, random, onVersionRaised: async () => {} });
      let opened: { databases: Databases; drop(): Promise<void> } | undefined;
      let count = 0;
      const stage: Stage = {
        get databases() {
          if (!opened) throw new Error('the database is opened before the first test');
          return opened.databases;
        },
        clock,
        random,
        tx: (work) => stage.databases.inTransaction('nobody', work),
        async aUser(address) {
          count += 1;
          const email = emailOf(address ?? `person-${count}@example.org`);
          const user = await stage.tx((tx) => users.create(tx, { ...ROBIN, email }));
          if (!user) throw new Error('the address is taken');
          return user;
        },
      };
      before(async () => {
        opened = await openMigrated(kind);
      });
      after(() => opened?.drop());
      define(stage);
    });
  }
}

export async function openMigrated(
  kind: DatabaseKind,
): Promise<{ databases: Databases; drop(): Promise<void> }> {
  return kind === 'embedded' ? openMigratedEmbedded() : createTestDatabase(kind);
}

const ROBIN = {
  language: 'en',
  firstName: 'Robin',
  lastName: 'Example',
  country: undefined,
  dateOfBirth: undefined,
  wantsSecondFactor: false,
} as const;

export function emailOf(text: string) {
  const email = parseEmailAddress(text);
  if (!email) throw new Error(`${text} is no address`);
  return email;
}

/** So many callers at once; their answers in order. */
export function inParallel<Answer>(
  callers: number,
  call: (index: number) => Promise<Answer>,
): Promise<Answer[]> {
  return Promise.all(Array.from({ length: callers }, (_, index) => call(index)));
}

/** All rows of some tables as text; bytes are in hex. What must not be stored in the clear is looked for here. */
export async function everythingIn(db: PrimaryDb, ...tables: string[]): Promise<string> {
  const dumps = tables.map((table) =>
    sql<{ row: string }>`SELECT to_jsonb(t)::text AS row FROM ${sql.table(table)} AS t`.execute(writing(db)),
  );
  return (await Promise.all(dumps)).flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n');
}
