/** Deletes what has expired. Only housekeeping: expiry is judged at use, never by this job. */
export function createPurgeExpired(purges: readonly (() => Promise<void>)[]) {
  return async function purgeExpired(): Promise<void> {
    for (const purge of purges) await purge();
  };
}
