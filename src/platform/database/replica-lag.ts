import { sql } from 'kysely';
import { type PrimaryDb, writing } from './database.ts';

/**
 * How far each replica that streams is behind, in bytes of the log. Empty also where the tables' owner may not see it:
 * migrations make the function, and it sees what its owner may (`pg_read_all_stats`).
 */
export async function readReplicaLag(
  primary: PrimaryDb,
): Promise<[labels: { replica: string }, bytes: number][]> {
  const { rows } = await sql<{ replica: string; bytes: string }>`
    SELECT replica, bytes::text FROM replica_lag()
  `.execute(writing(primary));
  return rows.map(({ replica, bytes }) => [{ replica }, Number(bytes)]);
}
