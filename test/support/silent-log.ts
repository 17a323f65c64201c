import { createLogger } from '#platform/logger.ts';

/** For what is opened beside the service that a test is about. */
export const silentLog = createLogger({ level: 'silent', isPretty: false });
