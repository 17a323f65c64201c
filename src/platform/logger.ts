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
  const options = { level, redact: { paths, censor: '[redacted]' }, base: null };
  if (destination) return pino(options, destination);
  return pino(options, isPretty ? prettyLines() : pino.destination({ sync: false }));
}

/** Loaded only where it is used: every start would pay for it. */
function prettyLines(): DestinationStream {
  const pretty: typeof import('pino-pretty') = createRequire(import.meta.url)('pino-pretty');
  return pretty({ colorize: true, ignore: 'pid,hostname' });
}
