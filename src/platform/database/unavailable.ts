/** SQLSTATE classes that say "not now" instead of "this is wrong" (PostgreSQL, appendix A). */
const UNAVAILABLE_STATES = [
  /^08/,
  /^53/,
  /^57P/,
  /^57014$/,
  /^25006$/,
  /^55000$/,
  /^55P03$/,
  /^40001$/,
  /^40P01$/,
  /^25P02$/,
];
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const DRIVER_MESSAGES = [
  /timeout|timed out/i,
  /connection terminated/i,
  /connection is closed/i,
  /^connect /i,
  // ioredis without a connection, and when one breaks under a command.
  /^Stream isn't writeable/,
  /^Reached the max retries per request limit/,
];
/** Replies of a Redis server that is there and cannot serve: full, starting, failing over, disk trouble. */
const REDIS_REPLIES = /^(OOM|LOADING|READONLY|MISCONF|BUSY|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN) /;

/**
 * True when a store did not answer or asked for patience: such an error becomes 503 `unavailable`,
 * never "wrong password" and never 500.
 */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  if (!(error instanceof Error)) return false;
  if (error.cause !== undefined && isUnavailable(error.cause)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    NETWORK_CODES.has(code) ||
    UNAVAILABLE_STATES.some((state) => state.test(code)) ||
    DRIVER_MESSAGES.some((message) => message.test(error.message)) ||
    (error.name === 'ReplyError' && REDIS_REPLIES.test(error.message))
  );
}
