import type { FastifyInstance } from 'fastify';
import { createRandom } from '#platform/random.ts';
import { createTokenProof, fromHeader, hashBody, toHeader } from '#platform/token-proof.ts';
import { buildManagementApp } from '#src/management-app.ts';
import { buildTestApp, type TestApp, type TestAppOptions } from './app.ts';
import type { Answer } from './browser.ts';

export interface TestOperator {
  app: FastifyInstance;
  token: string;
  /** One command, as the command line sends it; a header that is `undefined` is left out. */
  run(command: string, body?: unknown, headers?: Record<string, string | undefined>): Promise<Answer>;
  /** One that only asks. */
  ask(question: string, headers?: Record<string, string | undefined>): Promise<Answer>;
  /** `Authorization` for one request, after the listener was asked for its challenge. */
  prove(method: string, path: string, body?: string): Promise<string>;
  close(): Promise<void>;
}

/** The management listener of a service, and somebody who holds its token. */
export async function anOperator(
  { platform, config, flows, clock }: TestApp,
  { hasToken = true, token = createRandom(clock).token() } = {},
): Promise<TestOperator> {
  const random = createRandom(clock);
  const proof = createTokenProof(token);
  const app = buildManagementApp({
    config,
    platform,
    flows,
    operatorToken: hasToken ? token : undefined,
    dependencies: {},
    isDraining: () => false,
  });
  await app.ready();
  const host = '127.0.0.1:9464';

  const prove = async (method: string, path: string, body = '') => {
    const nonce = random.token();
    const asked = await app.inject({
      url: '/operator',
      headers: { host, authorization: toHeader({ nonce }) },
    });
    const challenge = fromHeader(String(asked.headers['www-authenticate']), 'challenge', 'proof')?.challenge;
    if (!challenge) throw new Error(`no challenge came: ${asked.body}`);
    const bodyHash = hashBody(body);
    const proved = proof.ofRequest({ nonce, challenge }, method, path, bodyHash);
    return toHeader({ nonce, challenge, body: bodyHash, proof: proved });
  };

  return {
    app,
    token,
    prove,
    async run(command, body = {}, headers = {}) {
      const payload = JSON.stringify(body);
      const url = `/operator${command}`;
      return app.inject({
        method: 'POST',
        url,
        headers: withoutEmpty({
          ...(!('authorization' in headers) && { authorization: await prove('POST', url, payload) }),
          'content-type': 'application/json',
          host,
          ...headers,
        }),
        payload,
      });
    },
    async ask(question, headers = {}) {
      const url = `/operator${question}`;
      return app.inject({
        url,
        headers: withoutEmpty({
          ...(!('authorization' in headers) && { authorization: await prove('GET', url) }),
          host,
          ...headers,
        }),
      });
    },
    close: () => app.close(),
  };
}

/** A service with its operator at hand; closing ends both. */
export type OperatedApp = TestApp & { operator: TestOperator };

export async function buildOperatedApp(options: TestAppOptions = {}): Promise<OperatedApp> {
  const testApp = await buildTestApp(options);
  const operator = await anOperator(testApp);
  return {
    ...testApp,
    operator,
    async close() {
      await operator.close();
      await testApp.close();
    },
  };
}

function withoutEmpty(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
  );
}
