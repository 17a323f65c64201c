import { join } from 'node:path';
import type { Session } from '#domain/sessions/sessions.ts';
import { loadAssets } from '#web/assets.ts';
import { createCookies } from '#web/cookies.ts';
import { createRequestUsers } from '#web/current-user.ts';
import { createPages } from '#web/pages.ts';
import { securityHeaders } from '#web/security-headers.ts';
import { createSessionTokens } from '#web/session-tokens.ts';
import type { Config } from './config.ts';
import type { Flows } from './wire-flows.ts';
import type { Nouns, Platform } from './wiring.ts';

export type AppParts = ReturnType<typeof wireApp>;

const DIST = join(import.meta.dirname, '..', 'dist');

/** What the web ring needs: the flows, and how requests, cookies and pages are handled. */
export function wireApp(config: Config, platform: Platform, nouns: Nouns, flows: Flows) {
  const { databases, metrics, log, random } = platform;
  const { users, sessions, totp } = nouns;
  const requestUsers = createRequestUsers((id) => users.findById(databases.primary, id));
  const cookies = createCookies(config);
  const pages = createPages({
    brandName: config.brandName,
    assets: loadAssets(DIST),
    hasLocalMailbox: config.mail.hasLocalMailbox,
    async findPerson(request) {
      const user = await requestUsers.find(request);
      return user && { firstName: user.firstName, email: user.email.address };
    },
  });

  return {
    config,
    headers: securityHeaders(config),
    metrics,
    log,
    random,
    assetsFolder: join(DIST, 'assets'),
    cookies,
    pages,
    flows,
    resume: (token: string) => sessions.resume(token),
    /** Each flow's routes take from here what their deps type names. */
    forFlow: {
      ...nouns,
      ...flows,
      databases,
      replica: databases.replica,
      cookies,
      pages,
      sessionTokens: createSessionTokens(cookies, config.sessions.rememberedLifetime),
      currentUser: requestUsers.current,
      hasSecondFactor: (id: Session['userId']) => totp.isOn(databases.primary, id),
      passwordMinLength: config.passwords.minLength,
    },
  };
}
