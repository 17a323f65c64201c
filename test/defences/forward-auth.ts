import type { Removal } from './removal.ts';

const OPEN = 'test/attacks/forward-auth-open.test.ts';
const ABUSE = 'test/attacks/app-sign-in-abuse.test.ts';
const TOKENS = 'test/attacks/app-token-replay.test.ts';
const LIES = 'test/attacks/apps-told-lies.test.ts';
const BEHIND_NGINX = 'test/attacks/apps-behind-nginx.test.ts';

export const FORWARD_AUTH: Removal[] = [
  {
    rows: ['N01'],
    without: 'believes a header that says what was asked for',
    file: 'src/flows/forward-auth/forward-auth.routes.ts',
    text: 'const { app, needs } = asked;',
    instead: `const { app, needs } = asked;
    const told = Object.entries(request.headers).filter(([name]) => /^x-(forwarded|original|rewrite)/.test(name));
    if (told.some(([, value]) => /public|healthz|OPTIONS/.test(String(value)))) return reply.code(204).send();`,
    fails: [
      `${OPEN} › is not possible by telling another address, host or method, from a trusted proxy either (N01)`,
    ],
  },
  {
    rows: ['N01'],
    without: 'reads a slip of the operator as asking for nothing',
    file: 'src/web/asked-by-proxy.ts',
    text: "if (require !== undefined && require !== 'second_factor') return undefined;",
    instead: '',
    also: [
      {
        file: 'src/web/asked-by-proxy.ts',
        text: 'needs: { secondFactor: require !== undefined,',
        instead: "needs: { secondFactor: require === 'second_factor',",
      },
    ],
    fails: [
      'src/flows/forward-auth/forward-auth.routes.test.ts › is 403 for what cannot be understood to the letter',
    ],
  },
  {
    rows: ['N02'],
    without: 'lets in when it cannot be known',
    file: 'src/flows/forward-auth/forward-auth.routes.ts',
    text: "return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send();",
    instead: "return reply.code(204).header('retry-after', RETRY_AFTER_SECONDS).send();",
    fails: [
      `${OPEN} › is 503 while the store of sessions fails, in whatever way, and the same cookie works afterwards (N02)`,
      `${OPEN} › is 503, never a yes for somebody who may be disabled by now, and never a no`,
      `${BEHIND_NGINX} › see nobody while the store of sessions is frozen or gone, and go on afterwards (N02)`,
    ],
  },
  {
    rows: ['N02'],
    without: 'takes malformed cookies for those of somebody',
    file: 'src/web/cookies.ts',
    text: 'return values.length === 1 && value !== undefined && shape.test(value) ? value : undefined;',
    instead:
      "return value !== undefined && values.length > 0 ? value.replace(/[^\\w-]/g, '') : shape.exec('')?.[0];",
    fails: [
      `${OPEN} › is not possible by any of a thousand malformed cookies, at the same host or another origin (N02)`,
    ],
  },
  {
    rows: ['N03'],
    without: 'writes names into headers as they are',
    file: 'src/flows/forward-auth/forward-auth.routes.ts',
    text: "encodeURIComponent(text.toWellFormed()).replaceAll('%40', '@');",
    instead: "Buffer.from(text.toWellFormed()).toString('latin1').replace(/[^ -~]/g, '?');",
    fails: ['src/flows/forward-auth/forward-auth.routes.test.ts › writes any name in percent-encoded UTF-8'],
  },
  {
    rows: ['N05'],
    without: 'asks nothing of those who look after the machine',
    file: 'src/flows/forward-auth/forward-auth.routes.ts',
    text: 'const { app, needs } = asked;',
    instead: `const { app, needs } = asked;
    if (/HealthCheck|kube-probe/.test(request.headers['user-agent'] ?? '')) return reply.code(204).send();`,
    fails: [`${OPEN} › is not possible by being somebody to whom no rule applies (N05)`],
  },
  {
    rows: ['N07'],
    without: 'shows metrics and probes on the public listener',
    file: 'src/app.ts',
    text: '  refuseCrossOrigin(app, config.publicUrl);\n',
    instead: `  refuseCrossOrigin(app, config.publicUrl);
  for (const path of ['/livez', '/readyz', '/metrics'])
    app.get(path, { config: { access: 'anyone' } }, async () => metrics.registry.metrics());
`,
    fails: [
      'test/process/start.test.ts › shows probes and metrics on the management listener alone',
      'test/routes.test.ts › leave probes and metrics to the management listener',
    ],
  },
  {
    rows: ['N08'],
    without: 'takes a code again and again',
    file: 'src/domain/app-sign-ins/app-sign-ins.ts',
    text: 'const value = await records.take(keyOf(code));',
    instead: 'const value = await (records as Records).find(keyOf(code));',
    fails: [
      `${ABUSE} › lets a code in once, also of twenty at the same moment over two instances`,
      `${ABUSE} › lets a code in at the app it was made for alone, and spoils it elsewhere`,
      `${ABUSE} › gives a thief of the code nothing, who lacks the state of the browser, and spoils the code`,
    ],
  },
  {
    rows: ['N08'],
    without: 'keeps a code good for ten minutes',
    file: 'src/domain/app-sign-ins/app-sign-ins.ts',
    text: 'const CODE_LIFETIME = seconds(60);',
    instead: 'const CODE_LIFETIME = seconds(600);',
    fails: [`${ABUSE} › lets no code in after a minute`],
  },
  {
    rows: ['N08'],
    without: 'takes a code at every app',
    file: 'src/flows/sign-in-to-app/sign-in-to-app.ts',
    text: "if (signIn?.origin !== origin) return { kind: 'refused', returnTo: undefined };",
    instead: "if (!signIn) return { kind: 'refused', returnTo: undefined };",
    fails: [`${ABUSE} › lets a code in at the app it was made for alone, and spoils it elsewhere`],
  },
  {
    rows: ['N08'],
    without: 'takes a code in any browser',
    file: 'src/flows/sign-in-to-app/sign-in-to-app.ts',
    text: 'const isSameBrowser = state !== undefined && hashToken(state) === signIn.state;',
    instead: 'const isSameBrowser = state !== undefined || state === undefined;',
    fails: [
      `${ABUSE} › gives a thief of the code nothing, who lacks the state of the browser, and spoils the code`,
      `${ABUSE} › signs nobody in to the account of somebody else who sent a link with a code (login forgery)`,
      `${ABUSE} › takes a code with the attacker’s own state into nobody’s browser (the victim’s session, the attacker’s browser)`,
    ],
  },
  {
    rows: ['N08'],
    without: 'lets in from a session that ended meanwhile',
    file: 'src/flows/sign-in-to-app/sign-in-to-app.ts',
    text: 'if (isSameBrowser && (await resume(session)))',
    instead: 'if (isSameBrowser)',
    fails: [`${ABUSE} › ends where the session ended meanwhile`],
  },
  {
    rows: ['N08'],
    without: 'makes a code for nobody’s browser',
    file: 'src/flows/sign-in-to-app/sign-in-to-app.routes.ts',
    text: "if (!/^[\\w-]{43}$/.test(state)) throw new Problem('malformed_request');",
    instead: '',
    fails: [`${ABUSE} › makes no code without the state of a browser`],
  },
  {
    rows: ['N08'],
    without: 'uses a code up by HEAD',
    file: 'src/flows/sign-in-to-app/sign-in-to-app.routes.ts',
    text: "const open = { config: { access: 'anyone' }, exposeHeadRoute: false } as const;",
    instead: "const open = { config: { access: 'anyone' } } as const;",
    fails: [
      `${ABUSE} › uses up no code and sets no cookie for HEAD, and tells no code to another site by Referer`,
    ],
  },
  {
    rows: ['N09'],
    without: 'takes every origin for an app',
    file: 'src/web/app-origins.ts',
    text: 'return { find: (origin) => apps.get(origin) };',
    instead:
      'return {\n    find: (origin) => apps.get(origin) ?? { origin, cookies: createCookies({ isSecure: true }) },\n  };',
    fails: [`${ABUSE} › gives an origin that the operator did not name nothing, at no step`],
  },
  {
    rows: ['N09'],
    without: 'leads on to wherever it is told',
    file: 'src/flows/sign-in-to-app/sign-in-to-app.routes.ts',
    text: 'const path = parseReturnTo(text);',
    instead: "const path = typeof text === 'string' ? text : parseReturnTo(text);",
    fails: [`${ABUSE} › never leads to a third place, at whichever step the address comes in`],
  },
  {
    rows: ['N10'],
    without: 'seals what opens an app for no app in particular',
    file: 'src/domain/app-tokens/app-tokens.ts',
    text: '`app token of ${origin}`',
    instead: '`app token${origin.slice(0, 0)}`',
    fails: [
      `${TOKENS} › opens no other app, and not the one on the host of the service`,
      `${BEHIND_NGINX} › see nothing of the cookie of another app, or of a session that was sent to another origin`,
    ],
  },
  {
    rows: ['N10'],
    without: 'takes what opens an app for a session',
    file: 'src/web/access.ts',
    text: 'if (!usesBearer(request)) return cookies.read(request, name);',
    instead:
      'if (!usesBearer(request)) return cookies.read(request, name);\n  if (name) return request.headers.authorization?.slice(7);',
    also: [
      {
        file: 'src/app-parts.ts',
        text: 'resume: (token: string) => sessions.resume(token),',
        instead: `resume: async (token: string) => {
      const origins = config.forwardAuth.origins.map((origin) => nouns.appTokens.find(token, origin));
      const hash = origins.find((found) => found !== undefined);
      return hash ? sessions.resumeHashed(hash) : sessions.resume(token);
    },`,
      },
    ],
    fails: [`${TOKENS} › is no session at any door of the service`],
  },
  {
    rows: ['N10'],
    without: 'takes the first of two cookies of one name',
    file: 'src/web/cookies.ts',
    text: 'return values.length === 1 && value !== undefined && shape.test(value) ? value : undefined;',
    instead: 'return value !== undefined && shape.test(value) ? value : undefined;',
    fails: [`${TOKENS} › opens nothing in two copies, cut, lengthened or changed, or without its prefix`],
  },
  {
    rows: ['N05'],
    without: 'takes bearer tokens on pages',
    file: 'src/web/access.ts',
    text: '(isApi(request) || request.routeOptions.config.takesBearer === true);',
    instead: '(isApi(request) || request.routeOptions.config.takesBearer !== false);',
    fails: ['test/access-matrix.test.ts › takes no bearer token on pages'],
  },
  {
    rows: ['M01'],
    without: 'looks at the cookie where the authorization is none',
    file: 'src/web/access.ts',
    text: "exec(request.headers.authorization ?? '')?.[1];",
    instead: "exec(request.headers.authorization ?? '')?.[1] ?? cookies.read(request, name);",
    fails: [
      'test/access-matrix.test.ts › lets no client in that sends … as its authorization, whatever cookie stands beside it',
    ],
  },
  {
    rows: ['N01', 'N02', 'N04', 'N05', 'S13'],
    without: 'has Nginx ask nobody',
    file: 'deploy/forward-auth/nginx/latchkey-protect.conf',
    text: '\nauth_request /_latchkey/ask/;',
    instead: '\nauth_request off;',
    fails: [
      `${BEHIND_NGINX} › see nothing of whoever tells another address, host or method (N01)`,
      `${BEHIND_NGINX} › see nobody while the service is gone (N02)`,
      `${BEHIND_NGINX} › see nothing of whoever spells path or host differently (N04)`,
      `${BEHIND_NGINX} › see nothing of whoever is not, whatever the method, the user agent, the query or the upgrade (N05)`,
      `${BEHIND_NGINX} › see nothing of a session from the moment on that it ended (S13)`,
    ],
  },
  {
    rows: ['N04'],
    without: 'has Nginx mind capitals in the path that asks for more',
    file: 'deploy/forward-auth/nginx/example.conf',
    text: 'location ~* ^/admin {',
    instead: 'location ~ ^/admin {',
    fails: [
      `${BEHIND_NGINX} › ask for a second factor where the configuration does, however the path is spelt (N04)`,
    ],
  },
  {
    rows: ['N03'],
    without: 'passes on what the client says who it is',
    file: 'deploy/forward-auth/nginx/latchkey-to-app.conf',
    text: 'proxy_set_header Remote-User "";\n',
    instead: '',
    fails: [
      `${LIES} › hears who it is from forward-auth alone, whatever the client says, spells, repeats or hides (N03)`,
    ],
  },
  {
    rows: ['N03'],
    without: 'passes on where the client says it comes from',
    file: 'deploy/forward-auth/nginx/latchkey-to-app.conf',
    text: 'proxy_set_header X-Forwarded-For $remote_addr;',
    instead: 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    fails: [`${LIES} › is told the client’s address and the scheme by the proxy, and nothing by the client`],
  },
  {
    rows: ['N03'],
    without: 'passes our cookies on',
    file: 'deploy/forward-auth/nginx/latchkey-to-app.conf',
    text: 'proxy_set_header Cookie $latchkey_cookies_of_app;',
    instead: 'proxy_set_header Cookie $http_cookie;',
    fails: [`${LIES} › sees no cookie of ours, and all of its own`],
  },
  {
    rows: ['N03'],
    without: 'passes on a copy of our cookie',
    file: 'deploy/forward-auth/nginx/latchkey-to-app.conf',
    text: 'proxy_set_header Cookie $latchkey_cookies_of_app;',
    instead: 'proxy_set_header Cookie $latchkey_without_1;',
    fails: [`${LIES} › sees no cookie of ours that hides behind copies, odd spaces or a second header`],
  },
];
