import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Overloaded } from '#domain/passwords/passwords.ts';
import { AccountChanged } from '#domain/users/users.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { errorPage } from './error.page.ts';
import { type ErrorCode, Problem, unavailable } from './errors.ts';
import { render } from './html.ts';
import type { PageContext } from './layout.ts';

export type PlainPageContext = (request: FastifyRequest) => PageContext;

/** The only translation from an error to an answer: problem+json, or a page where the caller asks for HTML. */
export function installErrorHandler(app: FastifyInstance, contextOf: PlainPageContext): void {
  app.setErrorHandler((error, request, reply) =>
    answer(toProblem(error, request), request, reply, contextOf),
  );
  app.setNotFoundHandler((request, reply) => answer(new Problem('not_found'), request, reply, contextOf));
}

function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Overloaded) {
    return new Problem('overloaded', { headers: { 'retry-after': String(error.retryAfterSeconds) } });
  }
  if (isUnavailable(error)) {
    request.log.error({ err: error }, 'a store is unavailable');
    return unavailable();
  }
  if (error instanceof AccountChanged) return new Problem('not_authenticated');
  const code = refusalCode(error);
  if (code) return new Problem(code);
  request.log.error({ err: error }, 'unexpected error');
  return new Problem('internal_error', { detail: 'The error was logged. Please try again.' });
}

/** What Fastify refuses by itself, under our names. Its own messages are not passed on. */
function refusalCode(error: unknown): ErrorCode | undefined {
  const { statusCode } = error as FastifyError;
  if (statusCode === 413) return 'payload_too_large';
  if (statusCode === 415) return 'unsupported_media_type';
  if (statusCode === 404) return 'not_found';
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? 'malformed_request' : undefined;
}

async function answer(
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
  contextOf: PlainPageContext,
): Promise<FastifyReply> {
  reply.code(problem.status).headers(problem.headers);
  const { title, status, detail } = problem;
  const requestId = request.id;
  if (wantsHtml(request)) {
    return reply
      .type('text/html; charset=utf-8')
      .send(render(errorPage(contextOf(request), { status, title, detail: detail ?? '', requestId })));
  }
  return reply.type('application/problem+json').send(JSON.stringify(problemBody(problem, requestId)));
}

export function problemBody({ code, title, status, detail, errors }: Problem, requestId: string) {
  return {
    type: `urn:latchkey:error:${code}`,
    title,
    status,
    detail: detail ?? title,
    code,
    requestId,
    errors,
  };
}

/** JSON unless a browser asks: the API never answers with a page. */
function wantsHtml(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return !request.url.startsWith('/api/') && accept.includes('text/html');
}
