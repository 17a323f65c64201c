import { createRequire } from 'node:module';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

export interface LoggerOptions {
  level: string;
  isPretty: boolean;
}

/**
 * Nothing secret is logged on purpose; this list is the second line of defence for objects
 * that are logged whole (a request's headers; a driver's error, whose detail quotes the row).
 */
const REDACTED = [
  'cookie',
  'authorization',
  'password',
  'token',
  'secret',
  'set-cookie',
  'parameters',
  'detail',
  'where',
];

export function createLogger({ level, isPretty }: LoggerOptions, destination?: DestinationStream): Logger {
  const paths = REDACTED.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options = {
    level,
    redact: { paths, censor: '[redacted]' },
    base: null,
    serializers: { err: errorLine },
  };
  if (destination) return pino(options, destination);
  return pino(options, isPretty ? prettyLines() : pino.destination({ sync: false }));
}

/** What an error may say. Drivers hang statements, parameters and rows on theirs; none of that is listed here. */
function errorLine(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, constraint, table, severity } = error as Error & Record<string, unknown>;
  const cause = error.cause === undefined ? undefined : errorLine(error.cause);
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    code,
    constraint,
    table,
    severity,
    cause,
  };
}

/** Loaded only where it is used: every start would pay for it. */
function prettyLines(): DestinationStream {
  const pretty: typeof import('pino-pretty') = createRequire(import.meta.url)('pino-pretty');
  return pretty({ colorize: true, ignore: 'pid,hostname' });
}
