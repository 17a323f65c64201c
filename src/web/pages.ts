import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Assets } from './assets.ts';
import type { Brand } from './brand.ts';
import { type Html, render } from './html.ts';
import type { PageContext } from './layout.ts';
import { withReturnTo } from './return-to.ts';

export interface Pages {
  /** What every page needs to know; the person is looked up when somebody is signed in. */
  contextOf(request: FastifyRequest): Promise<PageContext>;
  /** The same without asking any store: for error pages. */
  plainContextOf(request: FastifyRequest): PageContext;
}

export interface PagesDeps {
  brand: Brand;
  assets: Assets;
  hasLocalMailbox: boolean;
  findPerson: (request: FastifyRequest) => Promise<PageContext['person']>;
}

export function createPages({ brand, assets, hasLocalMailbox, findPerson }: PagesDeps): Pages {
  const plainContextOf = (request: FastifyRequest): PageContext => ({
    language: request.language,
    brand,
    assets,
    path: pathOf(request),
    here: hereOf(request),
    mailboxUrl: hasLocalMailbox ? '/dev/mailbox' : undefined,
  });
  return {
    plainContextOf,
    contextOf: async (request) => ({ ...plainContextOf(request), person: await findPerson(request) }),
  };
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '/';

/**
 * A form that is shown again has its page where it was sent to, or where its route says. Of a query only a way back of
 * ours stays: whatever else somebody wrote into a link, a page does not repeat.
 */
function hereOf(request: FastifyRequest): string {
  const { method, body, routeOptions } = request;
  if (method === 'GET' || method === 'HEAD')
    return withReturnTo(pathOf(request), queryText(request, 'returnTo'));
  const { returnTo } = { ...(body as { returnTo?: unknown }) };
  const page = routeOptions.config?.formPage ?? pathOf(request);
  return typeof returnTo === 'string' ? withReturnTo(page, returnTo) : page;
}

/** Inside the pages only forms are read: JSON has a door of its own. */
export async function preparePages(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(formbody);
}

export function sendPage(reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(render(page));
}

/** After a successful form: the browser asks for the next page, so reloading sends nothing twice. */
export function seeOther(reply: FastifyReply, path: string): FastifyReply {
  return reply.redirect(path, 303);
}

/** A single string of the query, or `undefined`: repeated parameters are none. */
export function queryText(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
