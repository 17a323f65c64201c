import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildTestApp } from '#test/support/app.ts';
import {
  type Account,
  anAccount,
  createHttpClient,
  turnOnTotp,
  untilStepHas,
} from '#test/support/http-client.ts';
import { openOwnStores } from '#test/support/own-stores.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import type { Actor } from './fuzzed-request.ts';

/** A real process with its own stores, and people whose sessions are good. */
export interface FuzzStage {
  service: TestService;
  /** All that the service has. */
  routes: KnownRoute[];
  /** What each actor's requests carry; renewed, since requests sign out, too. */
  credentials: Record<Actor, Record<string, string>>;
  renew(): Promise<void>;
  remove(): Promise<void>;
}

const GARBAGE_COLLECTOR = pathToFileURL(join(import.meta.dirname, 'collect-garbage.mjs')).href;

/** Nothing is to be held up by a limit; who asks is said by a proxy, which anybody may be. */
const ENVIRONMENT = {
  ...ROOMY,
  LIMIT_SECOND_STEP_PENDING: '1000',
  LIMIT_SECOND_STEP_IN_A_ROW: '1000000',
  LIMIT_SUSPICION_FAILURES: '1000000',
  TRUSTED_PROXIES: '127.0.0.1/32',
  NODE_OPTIONS: `--expose-gc --import=${GARBAGE_COLLECTOR}`,
};

export async function openFuzzStage(): Promise<FuzzStage> {
  const [stores, routes] = await Promise.all([openOwnStores(), routesOfService()]);
  const service = await prepareService({ ...stores.environment, ...ENVIRONMENT });
  await service.start();
  let account = await anAccount(service);
  const careful = await anAccount(service);
  await untilStepHas(2_000);
  await turnOnTotp(careful);

  const stage: FuzzStage = {
    service,
    routes,
    credentials: { nobody: {}, browser: {}, app: {}, waiting: {} },
    async renew() {
      if (await isGone(account, service)) account = await anAccount(service);
      stage.credentials = await signIn(service, account, careful);
    },
    async remove() {
      await service.remove();
      await stores.remove();
    },
  };
  await stage.renew();
  return stage;
}

/** Of all that is sent, deleting the account is something as well. */
async function isGone({ email, password }: Account, service: TestService): Promise<boolean> {
  const { status } = await createHttpClient(service).json('POST', '/sign-in', { email, password });
  return status === 401;
}

async function signIn(
  service: TestService,
  account: Account,
  careful: Account,
): Promise<FuzzStage['credentials']> {
  const { email, password } = account;
  const [browser, waiting] = [createHttpClient(service), createHttpClient(service)];
  const answer = await browser.json('POST', '/sign-in', { email, password });
  await waiting.json('POST', '/sign-in', { email: careful.email, password: careful.password });
  const app = await createHttpClient(service).json('POST', '/sign-in', {
    email,
    password,
    transport: 'bearer',
  });
  const [session, pending] = [browser.cookies.get('session'), waiting.cookies.get('pending')];
  if (!session || !pending || !app.body.token) {
    throw new Error(`nobody can sign in any more: ${JSON.stringify([answer, app])}`);
  }
  return {
    nobody: {},
    browser: { cookie: `session=${session}` },
    app: { authorization: `Bearer ${app.body.token}` },
    waiting: { cookie: `pending=${pending}` },
  };
}

/** Those of an app built alike in this process: what another process has registered cannot be asked. */
async function routesOfService(): Promise<KnownRoute[]> {
  const { built, routes } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
  await built.close();
  return routes;
}
