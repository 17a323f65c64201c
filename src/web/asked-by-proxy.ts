import type { SessionNeeds } from '#domain/sessions/sessions.ts';
import { parseDuration } from '#platform/duration.ts';
import type { AppOrigin, AppOrigins } from './app-origins.ts';

/** What the proxy of an app asks for, in the query that its configuration writes and no client can add to. */
export interface Asked {
  /** `undefined`: an app on the host of `PUBLIC_URL`, where the session's own cookie is sent. */
  app: AppOrigin | undefined;
  needs: SessionNeeds;
  /** The same parameters again, for the next address on the way. */
  parameters: Record<string, string>;
}

const NAMES = ['origin', 'require', 'fresh'];

/**
 * `undefined` for whatever cannot be understood to the letter, a repeated parameter included: a slip of the
 * operator must not ask for less than was meant.
 */
export function parseAsked(query: unknown, origins: AppOrigins): Asked | undefined {
  const sent = Object.entries(query as Record<string, unknown>).filter(([name]) => NAMES.includes(name));
  if (!sent.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
  const parameters: Record<string, string> = Object.fromEntries(sent);
  const { origin, require, fresh } = parameters;

  const app = origin === undefined ? undefined : origins.find(origin);
  if (origin !== undefined && !app) return undefined;
  if (require !== undefined && require !== 'second_factor') return undefined;
  const provedWithin = fresh === undefined || /\s/.test(fresh) ? undefined : parseDuration(fresh);
  if (fresh !== undefined && provedWithin === undefined) return undefined;

  return { app, needs: { secondFactor: require !== undefined, provedWithin }, parameters };
}
