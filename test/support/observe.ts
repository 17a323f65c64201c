import assert from 'node:assert/strict';
import { type RawBuilder, sql } from 'kysely';
import type { UserId } from '#domain/ids.ts';
import { writing } from '#platform/database/database.ts';
import type { TestApp } from './app.ts';
import type { Answer } from './browser.ts';

/** Rows as they stand in the database: for what no page shows. */
export async function rows<Row>({ platform }: TestApp, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(writing(platform.databases.primary))).rows;
}

export async function countOf(testApp: TestApp, table: string): Promise<number> {
  const [row] = await rows(testApp, sql<{ n: number }>`SELECT count(*)::int AS n FROM ${sql.table(table)}`);
  return row?.n ?? 0;
}

export async function userIdOf(testApp: TestApp, email: string): Promise<UserId> {
  const [user] = await rows(testApp, sql<{ id: UserId }>`SELECT id FROM users WHERE email = ${email}`);
  return user?.id ?? assert.fail(`nobody has ${email}`);
}

/** What the audit log holds about a person; events of one moment come in any order. */
export async function auditOf(testApp: TestApp, email: string): Promise<string[]> {
  const found = await rows(
    testApp,
    sql<{
      type: string;
    }>`SELECT type FROM audit_log JOIN users ON users.id = user_id WHERE users.email = ${email} ORDER BY audit_log.id`,
  );
  return found.map(({ type }) => type);
}

/** How many guesses of a password were judged, over all instances given. */
export async function verifications(...apps: TestApp[]): Promise<number> {
  let total = 0;
  for (const { platform } of apps) {
    const { values } = await platform.metrics.passwordVerifications.get();
    for (const { value } of values) total += value;
  }
  return total;
}

export async function hashes({ platform }: TestApp): Promise<number> {
  const { values } = await platform.metrics.passwordHashes.get();
  return values.reduce((total, { value }) => total + value, 0);
}

/** Everything of an answer that must not tell two cases apart; what is random in every answer is masked. */
export function masked(answer: Answer, ...typed: string[]): object {
  const mask = (text: string) =>
    typed
      .reduce((masking, word) => masking.replaceAll(word, '<typed>'), text)
      // The time a form was shown, sealed anew in each.
      .replace(/name="openedAt" value="[\w-]+"/g, '<stamp>')
      .replace(/[\w-]{43}/g, '<token>')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>');
  const headers = Object.entries(answer.headers)
    .filter(([name]) => name !== 'date' && name !== 'content-length')
    .map(([name, value]) => [name, mask(String(value))]);
  return { status: answer.statusCode, headers: Object.fromEntries(headers), body: mask(answer.body) };
}

/** The mails sent to an address since `start` of them were there. */
export function subjectsTo({ mailer }: TestApp, address: string): string[] {
  return mailer.sent.filter(({ to }) => to === address).map(({ subject }) => subject);
}
