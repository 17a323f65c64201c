import type { FastifyInstance } from 'fastify';
import { parseLanguage } from '#domain/language.ts';
import { days } from '#platform/duration.ts';
import type { Cookies } from '#web/cookies.ts';
import { Problem } from '#web/errors.ts';
import { seeOther } from '#web/pages.ts';
import { parseReturnTo } from '#web/return-to.ts';
import type { ChooseLanguage } from './choose-language.ts';

export interface ChooseLanguageRouteDeps {
  chooseLanguage: ChooseLanguage;
  cookies: Cookies;
}

const LIFETIME = days(365);

/** The switch at the foot of every page: it leads back to where it stood. */
export function chooseLanguageRoutes(
  app: FastifyInstance,
  { chooseLanguage, cookies }: ChooseLanguageRouteDeps,
): void {
  app.post('/language', { config: { access: 'visitor', formPage: '/' } }, async (request, reply) => {
    const sent = { ...(request.body as { language?: unknown; here?: unknown }) };
    const language = parseLanguage(sent.language);
    if (!language) throw new Problem('malformed_request');
    if (request.session) await chooseLanguage(request.session, language);
    cookies.set(reply, 'lang', language, LIFETIME);
    return seeOther(reply, parseReturnTo(sent.here) ?? '/');
  });
}
