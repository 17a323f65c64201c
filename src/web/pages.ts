import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Assets } from './assets.ts';
import { type Html, render } from './html.ts';
import type { PageContext } from './layout.ts';

export interface Pages {
  /** What every page needs to know; the person is looked up when somebody is signed in. */
  contextOf(request: FastifyRequest): Promise<PageContext>;
  /** The same without asking any store: for error pages. */
  plainContextOf(request: FastifyRequest): PageContext;
}

export interface PagesDeps {
  brandName: string;
  assets: Assets;
  hasLocalMailbox: boolean;
  findPerson: (request: FastifyRequest) => Promise<PageContext['person']>;
}

export function createPages({ brandName, assets, hasLocalMailbox, findPerson }: PagesDeps): Pages {
  const plainContextOf = ({ url }: FastifyRequest): PageContext => ({
    brandName,
    assets,
    path: url.split('?')[0] ?? '/',
    mailboxUrl: hasLocalMailbox ? '/dev/mailbox' : undefined,
  });
  return {
    plainContextOf,
    contextOf: async (request) => ({ ...plainContextOf(request), person: await findPerson(request) }),
  };
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
