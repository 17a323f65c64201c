import type { Removal } from './removal.ts';

const FORGERY = 'test/attacks/forgery.test.ts';
const SIMPLE = 'test/attacks/simple-requests.test.ts';
const REDIRECT = 'test/attacks/open-redirect.test.ts';
const INJECTION = 'test/attacks/script-injection.test.ts';
const HEADERS = 'test/attacks/missing-headers.test.ts';
const METHODS = 'test/attacks/method-tricks.test.ts';

export const WEB: Removal[] = [
  {
    rows: ['X01'],
    without: 'takes requests of other sites',
    file: 'src/web/same-origin.ts',
    text: "if (site !== undefined) return site === 'same-origin' || site === 'none';\n  if (headers.origin !== undefined) return headers.origin === publicUrl;",
    instead: 'if (site !== undefined || headers.origin !== undefined) return publicUrl !== site;',
    fails: [
      `${FORGERY} › is refused on every unsafe route, sign-in and sign-up included, with no effect`,
      'test/browser/foreign-forms.test.ts › signs nobody in, out, or up, and changes nothing',
    ],
  },
  {
    rows: ['X01'],
    without: 'takes forms that do not say where they come from',
    file: 'src/web/same-origin.ts',
    text: "return url.startsWith('/api/');",
    instead: "return url.startsWith('/');",
    fails: [`${FORGERY} › is refused for forms that say nothing about where they come from`],
  },
  {
    rows: ['X07'],
    without: 'answers twice where the body of a request comes in wrong that was refused by its headers',
    file: 'src/web/client-error.ts',
    text: 'if (answer?.headersSent && !answer.req.complete) return void socket.end();',
    instead: 'if (answer?.headersSent && answer.req.aborted) return void socket.end();',
    fails: [
      'test/attacks/missing-headers.test.ts › does not happen to what is refused before it is a request (X07)',
    ],
  },
  {
    rows: ['X01', 'X02', 'O01'],
    without: 'takes bodies of every type for JSON',
    file: 'src/web/api.ts',
    text: "const isRead = !hasBody(request) || JSON_UTF8.test(request.headers['content-type'] ?? '');",
    instead: "const isRead = !hasBody(request) || !JSON_UTF8.test('');",
    also: [
      {
        file: 'src/web/api.ts',
        text: "app.addContentTypeParser('application/json', {",
        instead: "app.addContentTypeParser('*', {",
      },
    ],
    fails: [
      `${SIMPLE} › are 415 on every call, before the body is looked at`,
      `${FORGERY} › does not get in as a form without fields, which browsers send without a length`,
      'test/attacks/operator-door.test.ts › sends no form and no simple request: JSON is spoken or nothing',
    ],
  },
  {
    rows: ['X02'],
    without: 'takes JSON on pages',
    file: 'src/web/pages.ts',
    text: 'app.removeAllContentTypeParsers();',
    instead: '',
    fails: [`${SIMPLE} › find no JSON accepted by pages`],
  },
  {
    rows: ['X02'],
    without: 'takes whatever was sent for what was asked for',
    file: 'src/web/api.ts',
    text: 'if (parsed.isValid) return { value: parsed.values };',
    instead:
      'if (parsed.isValid || typeof sent === "object") return { value: parsed.isValid ? parsed.values : sent };',
    fails: [`${SIMPLE} › are never a way around validation`],
  },
  {
    rows: ['X04'],
    without: 'sends whoever has to sign in to where they came from',
    file: 'src/web/access.ts',
    text: 'return reply.redirect(withReturnTo(page, back), 303);',
    instead: 'return reply.redirect(request.headers.referer ?? withReturnTo(page, back), 303);',
    fails: [
      `${REDIRECT} › do not happen on the way to sign in or to a fresh proof, whatever the address or Referer`,
    ],
  },
  {
    rows: ['X04'],
    without: 'leads wherever it is told',
    file: 'src/web/return-to.ts',
    text: "if (typeof text !== 'string' || text.length > LONGEST || !/^\\/(?![/\\\\])/.test(text)) return undefined;",
    instead:
      "if (typeof text === 'string' && text.length < LONGEST) return text;\n  if (typeof text !== 'string') return undefined;",
    fails: [
      `${REDIRECT} › do not happen at sign-in, by form or query, signed in or not`,
      `${REDIRECT} › do not happen after the second step`,
      `${REDIRECT} › do not happen when identity is confirmed`,
    ],
  },
  {
    rows: ['X04'],
    without: 'takes for a path what browsers read as another host',
    file: 'src/web/return-to.ts',
    text: "if (typeof text !== 'string' || text.length > LONGEST || !/^\\/(?![/\\\\])/.test(text)) return undefined;",
    instead:
      "if (typeof text === 'string' && text.length < LONGEST && text.startsWith('/')) return text;\n  if (typeof text !== 'string') return undefined;",
    fails: [`${REDIRECT} › do not happen at sign-in, by form or query, signed in or not`],
  },
  {
    rows: ['X06'],
    without: 'escapes nothing',
    file: 'src/web/html.ts',
    text: 'return escapingTemplate(strings, ...values) as unknown as Html;',
    instead:
      "return escapingTemplate(strings, ...values.map((one) => (typeof one === 'string' ? raw(one) : one))) as unknown as Html;",
    fails: [
      'src/flows/read-mailbox/read-mailbox.routes.test.ts › shows them as pages whose links work, and whose markup does not',

      `${INJECTION} › finds no page that shows what a person is called, or where they came from, as markup`,
      `${INJECTION} › finds no page that shows its address or parameters as markup`,
      `${INJECTION} › finds no form that shows what was typed as markup, or out of its attribute`,
    ],
  },
  {
    rows: ['X06'],
    without: 'lets a page run inline scripts',
    file: 'src/web/security-headers.ts',
    text: '"script-src \'self\'",',
    instead: "\"script-src 'self' 'unsafe-inline'\",",
    fails: [`${INJECTION} › would not run: the policy allows no inline script, no frame, no foreign form`],
  },
  {
    rows: ['X06', 'X07'],
    without: 'lets browsers guess what an answer is',
    file: 'src/web/security-headers.ts',
    text: "'x-content-type-options': 'nosniff',",
    instead: '',
    fails: [
      `${INJECTION} › is no matter of content sniffing: JSON is JSON and shown by no browser as a page`,
      `${HEADERS} › does not happen to … (X07)`,
    ],
  },
  {
    rows: ['X07'],
    without: 'answers what is no request without the headers',
    file: 'src/web/client-error.ts',
    text: '...headers,',
    instead: '',
    fails: [`${HEADERS} › does not happen to what is refused before it is a request (X07)`],
  },
  {
    rows: ['X07', 'N06'],
    without: 'keeps the connection of a broken request',
    file: 'src/web/client-error.ts',
    text: "connection: 'close',",
    instead: "connection: 'keep-alive',",
    also: [
      { file: 'src/web/client-error.ts', text: 'socket.end(`HTTP/1.1', instead: 'socket.write(`HTTP/1.1' },
    ],
    fails: [`${HEADERS} › does not happen to what is refused before it is a request (X07)`],
  },
  {
    rows: ['X08'],
    without: 'lets caches keep everything',
    file: 'src/web/security-headers.ts',
    text: "'cache-control': 'no-store',",
    instead: "'cache-control': 'max-age=60',",
    fails: [
      `${HEADERS} › has nothing but hashed assets in a cache (X08)`,
      `${HEADERS} › finds no-store on all that belongs to a person and on every cookie`,
    ],
  },
  {
    rows: ['X08'],
    without: 'answers with a page under any name that begins like it',
    file: 'src/web/server-options.ts',
    text: 'routerOptions: { maxParamLength: 100 },',
    instead:
      "routerOptions: { maxParamLength: 100 },\n    rewriteUrl: ({ url = '/' }) => url.replace(/\\/[^/?]*\\.(css|js|png|jpg|ico|woff2?)(?=$|\\?)/, ''),",
    fails: [`${HEADERS} › finds no page under an address that looks like a file`],
  },
  {
    rows: ['X09'],
    without: 'takes a wrong method for a wrong address',
    file: 'src/app.ts',
    text: '  answerOtherMethods();\n',
    instead: '',
    fails: [`${METHODS} › every method that an address does not have is 405 with Allow, and does nothing`],
  },
  {
    rows: ['X09'],
    without: 'lets a header change the method',
    file: 'src/web/server-options.ts',
    text: 'routerOptions: { maxParamLength: 100 },',
    instead: `routerOptions: { maxParamLength: 100 },
    rewriteUrl(request) {
      request.method = String(request.headers['x-http-method-override'] ?? request.method);
      return request.url ?? '/';
    },`,
    fails: [`${METHODS} › no header or field changes the method`],
  },
  {
    rows: ['X09'],
    without: 'lets every origin read',
    file: 'src/web/security-headers.ts',
    text: "'x-content-type-options': 'nosniff',",
    instead: "'x-content-type-options': 'nosniff',\n    'access-control-allow-origin': '*',",
    fails: [`${METHODS} › a foreign origin is never told that it may read`],
  },
  {
    rows: ['X10', 'D06'],
    without: 'takes what is malformed for a mistake of its own',
    file: 'src/web/error-handler.ts',
    text: 'return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ?',
    instead: 'return statusCode !== undefined && statusCode >= 600 ?',
    fails: [
      'test/fuzz/fuzz.test.ts › are answered with less than 500 and all headers, one short log line an event, and leave nothing behind',
    ],
  },
  {
    rows: ['X10'],
    without: 'decodes cookies that cannot be decoded',
    file: 'src/web/cookies.ts',
    text: 'values.push(pair.slice(name.length + 1));',
    instead: 'values.push(decodeURIComponent(pair.slice(name.length + 1)));',
    fails: [
      'test/attacks/malformed-requests.test.ts › never end in a 5xx when nothing about them is as it should be',
    ],
  },
  {
    rows: ['X11'],
    without: 'shows the local mailbox to a page whose name was rebound',
    file: 'src/web/only-local.ts',
    text: "const isCalledOurs = isLoopback(hostnameOf(request.headers.host ?? ''));",
    instead: "const isCalledOurs = hostnameOf(request.headers.host ?? '') !== '';",
    fails: [
      'src/flows/read-mailbox/read-mailbox.routes.test.ts › is nothing to a page whose own name was rebound to this machine',
    ],
  },
  {
    rows: ['X11'],
    without: 'has the local mailbox beside a mail server',
    file: 'src/config.ts',
    text: 'hasLocalMailbox: !values.SMTP_URL && isLoopback(publicUrl.hostname),',
    instead: 'hasLocalMailbox: isLoopback(publicUrl.hostname),',
    fails: [
      'test/routes.test.ts › have the local mailbox only without a mail server and on a loopback origin',
    ],
  },
  {
    rows: ['X07'],
    without: 'lets Nginx answer by itself without the headers',
    file: 'deploy/nginx/edge.conf',
    text: 'include /deploy/headers.conf;\nadd_header Cache-Control no-store always;\nerror_page',
    instead: 'error_page',
    also: [
      {
        file: 'deploy/nginx/edge.conf',
        text: `location = /refused.json {
  internal;
  types { }
  default_type application/problem+json;
  include /deploy/headers.conf;`,
        instead: `location = /refused.json {
  internal;
  types { }
  default_type application/problem+json;`,
      },
    ],
    fails: ['test/attacks/answers-of-nginx.test.ts › has all headers once and is kept nowhere: …'],
  },
  {
    rows: ['X07'],
    without: 'lets Nginx say in its own words that no instance answers',
    file: 'deploy/nginx/edge.conf',
    text: 'error_page 502 504 =503 $away_page;',
    instead: '',
    fails: [
      'test/attacks/answers-of-nginx.test.ts › is a page that says so, or a problem for a call, while no instance answers',
    ],
  },
  {
    rows: ['X08'],
    without: 'lets Nginx cache what belongs to a person',
    file: 'src/web/security-headers.ts',
    text: "'cache-control': 'no-store',",
    instead: "'cache-control': 'max-age=61',",
    fails: [
      'test/attacks/answers-of-nginx.test.ts › keeps the headers of the service as they are, and its cookies out of every cache',
    ],
  },
];
