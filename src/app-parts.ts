import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import type { Session } from '#domain/sessions/sessions.ts';
import { createAppOrigins } from '#web/app-origins.ts';
import { loadAssets } from '#web/assets.ts';
import { createCookies } from '#web/cookies.ts';
import { createRequestAccounts } from '#web/current-account.ts';
import { createFormGuards } from '#web/form-guards.ts';
import { createMailedLinks } from '#web/mailed-link.ts';
import { createPages } from '#web/pages.ts';
import { securityHeaders } from '#web/security-headers.ts';
import { createSessionTokens } from '#web/session-tokens.ts';
import { createFormStamps } from '#web/signs.ts';
import type { Config } from './config.ts';
import type { Flows } from './wire-flows.ts';
import type { Nouns, Platform } from './wiring.ts';

export type AppParts = ReturnType<typeof wireApp>;

const DIST = join(import.meta.dirname, '..', 'dist');

/** What the web ring needs: the flows, and how requests, cookies and pages are handled. */
export function wireApp(config: Config, platform: Platform, nouns: Nouns, flows: Flows) {
  const { databases, metrics, arrivals, log, random } = platform;
  const { sessions, throttle } = nouns;
  const requestAccounts = createRequestAccounts(flows.findAccount);
  const cookies = createCookies(config);
  const stamps = createFormStamps(platform);
  const pages = createPages({
    brand: config.brand,
    assets: loadAssets(DIST),
    hasLocalMailbox: config.mail.hasLocalMailbox,
    async findPerson(request) {
      const { user } = (await requestAccounts.find(request)) ?? {};
      return user && { firstName: user.firstName, email: user.email.address };
    },
  });

  return {
    config,
    headers: securityHeaders(config),
    metrics,
    arrivals,
    log,
    random,
    assetsFolder: join(DIST, 'assets'),
    cookies,
    pages,
    flows,
    stamps,
    resume: (token: string) => sessions.resume(token),
    takeMalformed: throttle.takeMalformed,
    isCurrent: async (request: FastifyRequest, session: Session) =>
      (await requestAccounts.find(request, session))?.user.securityVersion === session.securityVersion,
    /** Each flow's routes take from here what their deps type names. */
    forFlow: {
      ...nouns,
      ...flows,
      databases,
      cookies,
      pages,
      publicUrl: config.publicUrl,
      appOrigins: createAppOrigins(config.forwardAuth.origins),
      mailedLinkAt: createMailedLinks(config),
      sessionTokens: createSessionTokens(cookies, config.sessions.rememberedLifetime),
      currentAccount: requestAccounts.current,
      currentUser: async (request: FastifyRequest) => (await requestAccounts.current(request)).user,
      formGuards: createFormGuards({ stamps, suspicion: nouns.suspicion }),
      passwordMinLength: config.passwords.minLength,
    },
  };
}
