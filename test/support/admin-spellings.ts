/** One address in the ways that some proxy or app takes for the same. */
export const ADMIN_SPELLINGS = [
  '/admin',
  '/Admin',
  '/ADMIN/',
  '/admin/',
  '//admin',
  '/./admin',
  '/x/../admin',
  '/%61dmin',
  '/%41dmin',
  '/admin%2f',
  '/admin%2Fusers',
  '/x%2f..%2fadmin',
  '/%2e/admin',
  '/x/%2e%2e/admin',
  '/admin;x',
  '/admin;/x',
  '/admin/..;/admin',
  '/admin.json',
  '/admin?x=/public',
  '/admin?',
  '/admin%3f',
  '/admin%23',
  '/admin/%20',
  '///admin///users',
  '/admin/./users/..',
];

/** The same for an app that decodes what it already decoded, or takes a backslash for a slash. */
export const TWICE_SPELT = [
  '/%2561dmin',
  '/%2541dmin',
  '/x/%252e%252e/admin',
  '/x%252f..%252fadmin',
  '/%252fadmin',
  '/%25252561dmin',
  '/%255cadmin',
  '/x/..;/admin',
  '/x/.;/../admin',
  '/x/%2e%3b/../admin',
  '/x/..%5cadmin',
  '/%5cadmin',
  '/x%5c..%5cadmin',
];

/** Whether it is that address to an app that decodes as often as it can, ignores case, double slashes and what follows a semicolon. */
export function readsAsAdmin(url: string): boolean {
  const [raw = ''] = url.split('?');
  const path = decodeFully(raw)
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/;[^/]*/g, '')
    .replace(/\/{2,}/g, '/');
  return /^\/admin(\/|\.|$)/.test(new URL(path, 'http://app').pathname);
}

function decodeFully(path: string): string {
  const decoded = decodeURIComponent(path);
  return decoded === path ? path : decodeFully(decoded);
}
