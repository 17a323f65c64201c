import { FastifyOtelInstrumentation } from '@fastify/otel';
import type { Attributes } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { FastifyPluginCallback } from 'fastify';
import type { Logger } from '#platform/logger.ts';

export interface Tracing {
  /** To be registered before anything else of the app. */
  plugin: FastifyPluginCallback;
  /** Hands over what is still here; what nobody takes is lost, and was said in the log. */
  close(): Promise<void>;
}

const REQUEST_ID = 'latchkey.request_id';
/** Also what the end of the process may wait for. */
const LONGEST_HAND_OVER = 3_000;

/**
 * What a span may say. By a list of what is let through: the instrumentation writes whole addresses, and so mailed
 * tokens, and messages of errors, which quote rows.
 */
const ALLOWED = new Set([
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'hook.name',
  'fastify.type',
  REQUEST_ID,
]);

/** A span for each request and its handler. Each request begins a trace of its own, whatever headers a stranger sends. */
export function openTracing(collector: string, log: Logger): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'latchkey' }),
    sampler: new AlwaysOnSampler(),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: withoutSecrets(
          new OTLPTraceExporter({ url: `${collector}/v1/traces`, timeoutMillis: LONGEST_HAND_OVER }),
          log,
        ),
      }),
    ],
  });
  const instrumentation = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    recordExceptions: false,
    requestHook(span, { id, method, routeOptions }) {
      span.updateName(`${method} ${routeOptions.url ?? 'none'}`);
      span.setAttribute(REQUEST_ID, id);
    },
  });
  instrumentation.setTracerProvider(provider);
  return { plugin: instrumentation.plugin(), close: () => provider.shutdown().catch(() => {}) };
}

function withoutSecrets(exporter: SpanExporter, log: Logger): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans.map(scrub), (result) => {
        // Without the error, which may quote the address with its password.
        if (result.code !== 0) log.warn({ spans: spans.length }, 'the collector took no traces');
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** The same span, seen through the list. */
const scrub = (span: ReadableSpan): ReadableSpan =>
  Object.create(span, {
    attributes: { value: allowed(span.attributes), enumerable: true },
    events: { value: [], enumerable: true },
    status: { value: { code: span.status.code }, enumerable: true },
  });

const allowed = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => ALLOWED.has(name)));
