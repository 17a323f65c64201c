import type { FastifyInstance, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { LANGUAGES, type Language, parseLanguage } from '#domain/language.ts';
import type { Cookies } from './cookies.ts';

export { LANGUAGES, type Language } from '#domain/language.ts';

/** Whoever is spoken to: a request, the context of its page, a user. */
export type Reader = { language: Language };

/** The words of a page or mail in the language of whoever reads it. */
export function wordsOf<Words>({ language }: Reader, words: Record<Language, Words>): Words {
  return words[language];
}

declare module 'fastify' {
  interface FastifyRequest {
    readonly language: Language;
  }
}

const chosen = Symbol('chosen language');

/** Found when it is first asked for: answers of the API say nothing in any language. */
export function installLanguage(app: FastifyInstance, cookies: Pick<Cookies, 'read'>): void {
  app.decorateRequest('language', {
    getter(this: FastifyRequest & { [chosen]?: Language }) {
      this[chosen] ??= chooseLanguage(this.headers['accept-language'], cookies.read(this, 'lang'));
      return this[chosen];
    },
  });
}

/** What was chosen here before what the browser asks for. */
export function chooseLanguage(acceptLanguage: string | undefined, chosenHere: string | undefined): Language {
  const asked = { 'accept-language': acceptLanguage?.slice(0, LONGEST_READ) };
  const negotiated = new Negotiator({ headers: asked }).language([...LANGUAGES]);
  return parseLanguage(chosenHere) ?? parseLanguage(negotiated) ?? LANGUAGES[0];
}

/** Browsers send a few dozen characters; thousands of ranges would cost 25 ms a request. */
const LONGEST_READ = 200;
