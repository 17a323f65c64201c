/** Whether a `YYYY-MM-DD` lies ahead everywhere on earth (the last time zone is fourteen hours ahead of UTC). */
export function isInFuture(date: string | undefined, now: Date): boolean {
  if (date === undefined) return false;
  const latestToday = new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
  return date > latestToday;
}
