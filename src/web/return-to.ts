const SOME_ORIGIN = 'http://origin.invalid';
const LONGEST = 2_000;

/**
 * A path of this origin, or `undefined`: checked at every use, not only when it came in. Refuses what browsers
 * read as another host (`//host`, `/\host`, control characters that they drop).
 */
export function parseReturnTo(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > LONGEST || !/^\/(?![/\\])/.test(text)) return undefined;
  if (/[\\\p{C}\s]/u.test(text) || !URL.canParse(text, SOME_ORIGIN)) return undefined;
  const url = new URL(text, SOME_ORIGIN);
  if (url.origin !== SOME_ORIGIN || url.pathname.startsWith('//')) return undefined;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** `page?returnTo=here`, for sending somebody away and back. */
export function withReturnTo(page: string, returnTo: string | undefined): string {
  const path = parseReturnTo(returnTo);
  return path ? `${page}?returnTo=${encodeURIComponent(path)}` : page;
}
