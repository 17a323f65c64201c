import type { FastifyBaseLogger } from 'fastify';
import type { Bindings, Level } from 'pino';
import type { Logger } from '#platform/logger.ts';

type Line = Parameters<Logger['info']>;

/**
 * The logger of one request, whose lines carry its id. It is made with its first line: most requests write none where only
 * warnings are kept, and to make one costs more than to read the session.
 */
export class RequestLogger implements FastifyBaseLogger {
  readonly #parent: Logger;
  readonly #bindings: Bindings;
  #own: Logger | undefined;

  constructor(parent: FastifyBaseLogger, bindings: Bindings) {
    this.#parent = parent as Logger;
    this.#bindings = bindings;
  }

  get level(): string {
    return this.#parent.level;
  }

  trace(...line: Line): void {
    this.#write('trace', line);
  }

  debug(...line: Line): void {
    this.#write('debug', line);
  }

  info(...line: Line): void {
    this.#write('info', line);
  }

  warn(...line: Line): void {
    this.#write('warn', line);
  }

  error(...line: Line): void {
    this.#write('error', line);
  }

  fatal(...line: Line): void {
    this.#write('fatal', line);
  }

  silent(): void {}

  child(bindings: Bindings): FastifyBaseLogger {
    return this.#logger().child(bindings);
  }

  #write(level: Level, line: Line): void {
    if (this.#parent.isLevelEnabled(level)) this.#logger()[level](...line);
  }

  #logger(): Logger {
    this.#own ??= this.#parent.child(this.#bindings);
    return this.#own;
  }
}
