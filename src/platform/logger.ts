import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export type { Logger };

export interface LoggerOptions {
  level: string;
  isPretty: boolean;
}

/**
 * Nothing secret is logged on purpose; this list is the second line of defence for objects
 * that are logged whole (a request's headers, a driver's error).
 */
const REDACTED = ['cookie', 'authorization', 'password', 'token', 'secret', 'set-cookie', 'parameters'];

export function createLogger({ level, isPretty }: LoggerOptions, destination?: DestinationStream): Logger {
  const paths = REDACTED.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options = { level, redact: { paths, censor: '[redacted]' }, base: null };
  if (destination) return pino(options, destination);
  return isPretty
    ? pino(options, pretty({ colorize: true, ignore: 'pid,hostname' }))
    : pino(options, pino.destination({ sync: false }));
}
