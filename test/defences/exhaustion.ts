import type { Removal } from './removal.ts';

const ERRORS = 'test/attacks/telling-errors.test.ts';
const SLOW = 'test/attacks/slow-requests.test.ts';
const METRICS = 'test/attacks/metric-flood.test.ts';
const GAPS = 'test/attacks/audit-gaps.test.ts';

export const EXHAUSTION: Removal[] = [
  {
    rows: ['D01'],
    without: 'lets hashes wait without end',
    file: 'src/domain/passwords/password-hasher.ts',
    text: 'if (pool.queueSize >= pool.options.maxQueue) {',
    instead: 'if (pool.queueSize < 0) {',
    also: [
      {
        file: 'src/domain/passwords/password-hasher.ts',
        text: 'maxQueue: threads * QUEUE_PER_THREAD,',
        instead: 'maxQueue: threads * QUEUE_PER_THREAD * 1_000,',
      },
    ],
    fails: [
      'src/domain/passwords/password-hasher.test.ts › refuses at once when its queue is full, and goes on afterwards',
    ],
  },
  {
    rows: ['D01'],
    without: 'hashes with as many threads as there are tries',
    file: 'src/domain/passwords/password-hasher.ts',
    text: 'maxThreads: threads,',
    instead: 'maxThreads: 64,',
    fails: [
      'test/attacks/hash-flood.test.ts › keeps nobody out who is signed in, and takes no more memory than the hashing threads have',
    ],
  },
  {
    rows: ['D03'],
    without: 'waits for slow requests',
    file: 'src/web/server-options.ts',
    text: 'requestTimeout: 30_000,',
    instead: 'requestTimeout: 0,',
    also: [
      { file: 'src/web/server-options.ts', text: 'headersTimeout: 10_000,', instead: 'headersTimeout: 0,' },
    ],
    fails: [`${SLOW} › are ended with 408, in the midst of the headers or of the body`],
  },
  {
    rows: ['D03'],
    without: 'reads bodies of any size',
    file: 'src/web/server-options.ts',
    text: 'bodyLimit: 16 * 1_024,',
    instead: 'bodyLimit: 1_024 ** 3,',
    fails: [`${SLOW} › are refused for their size or depth before anything is parsed at length`],
  },
  {
    rows: ['D04'],
    without: 'takes a field of any length',
    file: 'src/web/fields.ts',
    text: "export const Name = parsed({ minLength: 1, maxLength: 64 * 2 }, parseName, 'name_invalid');",
    instead: "export const Name = parsed({ minLength: 1 }, (text) => text, 'name_invalid');",
    fails: [
      'test/attacks/expensive-input.test.ts › refuses … in every field as soon as any other text of its length, before any hashing',
    ],
  },
  {
    rows: ['D05'],
    without: 'labels metrics with what was asked for',
    file: 'src/web/request-log.ts',
    text: 'config.refusesMethod) return NO_ROUTE;',
    instead: 'config.refusesMethod) return { method, route: url ?? String(Math.random()) };',
    fails: [`${METRICS} › adds no series by paths, methods, addresses or agents`],
  },
  {
    rows: ['D05'],
    without: 'labels metrics with the method that somebody made up',
    file: 'src/web/request-log.ts',
    text: 'config.refusesMethod) return NO_ROUTE;',
    instead: "config.refusesMethod) return { method, route: 'none' };",
    fails: [
      `${METRICS} › leaves nothing in a label that somebody sent, and no method or route that we do not have`,
    ],
  },
  {
    rows: ['D06'],
    without: 'logs what clients send, line breaks and all',
    file: 'src/web/request-log.ts',
    text: "ip: clientOf(request).ip }, 'request');",
    instead: "ip: clientOf(request).ip }, 'request\\n' + String(request.headers['user-agent'] ?? ''));",
    fails: [`${ERRORS} › is one line of JSON for one event, whatever is sent (D06)`],
  },
  {
    rows: ['D07'],
    without: 'logs what fails at Nginx with the address that was asked for',
    file: 'deploy/nginx/nginx.conf',
    text: '  error_log stderr alert;\n',
    instead: '',
    fails: ['test/attacks/proxy-log.test.ts › finds none while no instance answers (D07)'],
  },
  {
    rows: ['D07'],
    without: 'logs all that an error carries',
    file: 'src/platform/logger.ts',
    text: 'return {\n    type: error.name,',
    instead: 'return {\n    ...error, row: JSON.stringify(error),\n    type: error.name,',
    fails: [`${ERRORS} › is no row that a failing statement was about (D07)`],
  },
  {
    rows: ['D07'],
    without: 'logs the mail that was not taken',
    file: 'src/jobs/deliver-mail.ts',
    text: 'log.warn({ mailId: id, kind,',
    instead: 'log.warn({ to, content, mailId: id, kind,',
    fails: [
      'test/process/mail.test.ts › only what the server refused or did not answer is warned of, without address or content',
    ],
  },
  {
    rows: ['D08'],
    without: 'tells what broke inside',
    file: 'src/web/error-handler.ts',
    text: "detail: 'The error was logged. Please try again.'",
    instead: 'detail: String(error)',
    fails: [`${ERRORS} › is one fixed sentence for whatever breaks inside, and the process goes on (D08)`],
  },
  {
    rows: ['D09'],
    without: 'records apart from the change',
    file: 'src/flows/edit-profile/edit-profile.ts',
    text: "await auditLog.record(tx, 'profile_changed', { userId: user.id, client });",
    instead: '',
    fails: [`${GAPS} › finds one record of …, of the right person and without what was typed`],
  },
  {
    rows: ['D09'],
    without: 'goes on where a record is refused',
    file: 'src/domain/audit-log/audit-log.repository.ts',
    text: "await writing<Tables>(db).insertInto('audit_log').values(row).execute();",
    instead: `await writing<Tables>(db)
    .insertInto('audit_log')
    .values(row)
    .execute()
    .catch(() => {});`,
    fails: [`${GAPS} › is not told that … is done when its record is refused, and then can do it`],
  },
  {
    rows: ['D09'],
    without: 'records what did not happen',
    file: 'src/flows/lift-waits/lift-waits.ts',
    text: 'if (lifted.length > 0) await auditLog',
    instead: 'await auditLog',
    fails: [`${GAPS} › finds no record of … where it did not happen`],
  },
];
