import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Overloaded } from '#domain/passwords/passwords.ts';
import { AccountChanged } from '#domain/users/users.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { errorPage } from './error.page.ts';
import { type ErrorCode, Problem, unavailable } from './errors.ts';
import { fieldWords } from './field-words.ts';
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

/** The same where no page is ever shown. */
export function installProblemHandler(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answerProblem(toProblem(error, request), request, reply));
  app.setNotFoundHandler((request, reply) => answerProblem(new Problem('not_found'), request, reply));
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
  if (!wantsHtml(request)) return answerProblem(problem, request, reply);
  const { code, status, headers, lead } = problem;
  const page = errorPage(contextOf(request), { code, status, requestId: request.id, lead });
  return reply.code(status).headers(headers).type('text/html; charset=utf-8').send(render(page));
}

function answerProblem(problem: Problem, { id }: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.code(problem.status).headers(problem.headers).type('application/problem+json');
  return reply.send(JSON.stringify(problemBody(problem, id)));
}

export function problemBody({ code, title, status, detail, errors, members }: Problem, requestId: string) {
  return {
    type: `urn:latchkey:error:${code}`,
    title,
    status,
    detail: detail ?? title,
    code,
    requestId,
    errors: errors?.map((error) => ({ ...error, message: fieldWords(ENGLISH, error.code) })),
    ...members,
  };
}

/** Codes are the contract; their words are for whoever writes a client. */
const ENGLISH = { language: 'en' } as const;

/** JSON unless a browser asks: the API never answers with a page. */
function wantsHtml(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return !request.url.startsWith('/api/') && accept.includes('text/html');
}
