import type { SwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Api } from './api.ts';
import { apiDocsPage, type Operation } from './api-docs.page.ts';
import { ProblemBody } from './bodies.ts';
import { type Pages, sendPage } from './pages.ts';

/** OpenAPI 3.1, made from the very schemas that check requests and write answers. */
export const openApiOptions = ({ publicUrl, isSecure }: OpenApiConfig): SwaggerOptions => ({
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Latchkey',
      version: '1',
      description:
        'Sign-up, sign-in, second factor and account recovery. Browsers are recognised by the session cookie; other clients ask for "transport": "bearer" at sign-in. Errors are RFC 9457 problem documents with a stable `code`.',
    },
    servers: [{ url: publicUrl }],
    components: {
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: isSecure ? '__Host-session' : 'session' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  },
  /** Every operation may refuse, always in the same form. */
  transform({ schema, url, route }) {
    if (!schema || schema.hide) return { schema: schema ?? {}, url };
    const problem = { 'application/problem+json': { schema: ProblemBody } };
    const response = { ...(schema.response as object), default: { description: REFUSED, content: problem } };
    const isOpen = route.config?.access === 'anyone';
    const security = isOpen ? [{}] : [{ cookie: [] }, { bearer: [] }];
    return { schema: { ...schema, response, security }, url };
  },
});

const REFUSED = 'Refused or failed';

interface OpenApiConfig {
  publicUrl: string;
  isSecure: boolean;
}

const config = { access: 'anyone' } as const;
const schema = { hide: true };

export function openApiRoutes(api: Api): void {
  api.get('/openapi.json', { config, schema }, async () => api.swagger());
}

export function apiDocsRoutes(app: FastifyInstance, pages: Pages, describe: () => object): void {
  app.get('/api/docs', { config, schema }, async (request, reply) =>
    sendPage(reply, apiDocsPage(pages.plainContextOf(request), operationsOf(describe()))),
  );
}

interface DocumentedOperation {
  summary?: string;
  tags?: string[];
  requestBody?: { content?: Record<string, { schema?: JsonSchema }> };
  responses?: Record<string, unknown>;
}
interface JsonSchema {
  properties?: Record<string, object>;
  required?: string[];
}

function operationsOf({ paths = {} }: { paths?: object }): Operation[] {
  return Object.entries(paths as Record<string, Record<string, DocumentedOperation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { summary = '', tags = [], requestBody, responses = {} }]) => {
        const body = requestBody?.content?.['application/json']?.schema;
        return {
          method: method.toUpperCase(),
          path,
          summary,
          group: tags[0] ?? '',
          fields: Object.keys(body?.properties ?? {}).map((name) => ({
            name,
            isRequired: body?.required?.includes(name) ?? false,
          })),
          statuses: Object.keys(responses),
        };
      }),
  );
}
