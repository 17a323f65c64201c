import { type Cookies, createCookies } from './cookies.ts';

/** An app on another origin, which never sees the cookies of this one. */
export interface AppOrigin {
  origin: string;
  /** Those that the app's proxy lets us set there. */
  cookies: Cookies;
}

export interface AppOrigins {
  /** `undefined` for an origin that the operator did not name. Compared letter by letter. */
  find(origin: string): AppOrigin | undefined;
}

export function createAppOrigins(origins: readonly string[]): AppOrigins {
  const apps = new Map(
    origins.map((origin) => [
      origin,
      { origin, cookies: createCookies({ isSecure: origin.startsWith('https:') }) },
    ]),
  );
  return { find: (origin) => apps.get(origin) };
}
