import { createRequire } from 'node:module';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

export interface LoggerOptions {
  level: string;
  isPretty: boolean;
  /** A line is lost: what should take it does not, and no more can wait. */
  onDropped?: () => void;
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

export function createLogger(
  { level, isPretty, onDropped = () => {} }: LoggerOptions,
  destination?: DestinationStream,
): Logger {
  const paths = REDACTED.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options = {
    level,
    redact: { paths, censor: '[redacted]' },
    base: null,
    serializers: { err: errorLine },
  };
  if (destination) return pino(options, destination);
  return pino(options, isPretty ? prettyLines() : plainLines(onDropped));
}

/** Lines that wait for a disk which is full, in characters. */
const MOST_WAITING = 1_024 * 1_024;

/**
 * Standard output, whatever becomes of it: service goes on when the disk behind it is full. Left to itself the destination
 * would end the process over an error, and at the end of a process write again and again without end.
 */
function plainLines(onDropped: () => void): DestinationStream {
  // At least one character, since less than that is never flushed.
  const destination = pino.destination({ sync: false, minLength: 1, maxLength: MOST_WAITING });
  const { flushSync } = destination;
  destination.on('error', () => {
    destination.flushSync = () => {};
  });
  destination.on('write', () => {
    destination.flushSync = flushSync;
  });
  destination.on('drop', () => {
    onDropped();
    // A line that is dropped tries nothing by itself: without this, none would ever be written again.
    destination.flush();
  });
  return destination;
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
