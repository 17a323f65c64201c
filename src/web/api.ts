import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  FastifyTypeProvider,
  RawServerDefault,
} from 'fastify';
import type { StaticDecode, StaticEncode, TObject, TSchema } from 'typebox';
import { Problem } from './errors.ts';
import { parseFields } from './form.ts';

/** Handlers see a body already parsed and decoded by its schema. */
interface DecodedTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? StaticDecode<this['schema']> : unknown;
  serializer: this['schema'] extends TSchema ? StaticEncode<this['schema']> : unknown;
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  DecodedTypes
>;

const JSON_UTF8 = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;

/** Inside the API only JSON is spoken: a body of any other type is refused before it is read. */
export function prepareApi(app: FastifyInstance): Api {
  app.removeAllContentTypeParsers();
  app.addHook('onRequest', (request, _reply, done) => {
    const isRead = !hasBody(request) || JSON_UTF8.test(request.headers['content-type'] ?? '');
    done(isRead ? undefined : new Problem('unsupported_media_type', { detail: 'Send application/json.' }));
  });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Clients send the header without a body too, on DELETE for instance.
    if (body === '') done(null, undefined);
    else parseJson(request, body as string, done);
  });

  app.setValidatorCompiler(({ schema }) => (sent) => {
    const parsed = parseFields(schema as TObject, sent);
    if (parsed.isValid) return { value: parsed.values };
    return { error: new Problem('validation_failed', { errors: parsed.errors }) };
  });
  return app.withTypeProvider<DecodedTypes>();
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
