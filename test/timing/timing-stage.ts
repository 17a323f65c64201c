import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { createPasswordHasher, type Password } from '#domain/passwords/passwords.ts';
import { writing } from '#platform/database/database.ts';
import { parseConfig } from '#src/config.ts';
import { openOwnStores } from '#test/support/own-stores.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { startSmtpServer } from '#test/support/smtp-server.ts';

/** A real process as an operator runs it: hashing at its real cost, a slow mail server. */
export interface TimingStage {
  service: TestService;
  /** So many more people, straight into the database. Their addresses. */
  insertAccounts(count: number): Promise<string[]>;
  remove(): Promise<void>;
}

/** Long enough that a request which waited for a mail would stand out by far. */
const MAIL_DELAY = 3_000;

/** Of one kind, whether it is inserted or not: neither length nor order tells. */
export const anAddress = (): string => `${randomBytes(8).toString('hex')}@timing.example`;

export async function openTimingStage(): Promise<TimingStage> {
  const { argon2 } = parseConfig({}).passwords;
  const [stores, smtp] = await Promise.all([openOwnStores(), startSmtpServer()]);
  smtp.delay = MAIL_DELAY;
  const service = await prepareService({
    ...stores.environment,
    ...ROOMY_CLIENTS,
    // Thousands of wrong passwords in a row are an attack.
    PROOF_OF_WORK: 'off',
    ALLOW_WEAK_HASHING: 'false',
    ARGON2_MEMORY_KIB: String(argon2.memoryKib),
    ARGON2_PASSES: String(argon2.passes),
    SMTP_URL: smtp.url,
  });
  const hasher = createPasswordHasher(argon2, { threads: 1 });
  const hash = await hasher.hash('the phrase of them all' as Password);
  await hasher.close();
  await service.start();
  const db = writing(stores.database.databases.primary);

  return {
    service,
    async insertAccounts(count) {
      const emails = Array.from({ length: count }, anAddress);
      await sql`
        WITH made AS (
          INSERT INTO users (id, email, email_canonical, first_name, last_name, wants_second_factor, created_at)
          SELECT gen_random_uuid(), email, email, 'Robin', 'Example', false, now()
          FROM unnest(${emails}::text[]) AS email
          RETURNING id
        )
        INSERT INTO passwords (user_id, hash, changed_at) SELECT id, ${hash}, now() FROM made
      `.execute(db);
      // Now, and not some time while it is measured.
      await sql`VACUUM ANALYZE users, passwords`.execute(db);
      return emails;
    },
    async remove() {
      await service.remove();
      await smtp.close();
      await stores.remove();
    },
  };
}
