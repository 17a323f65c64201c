import type { Environment } from '#src/config.ts';
import { openOwnStores } from './own-stores.ts';
import { prepareService, type TestService } from './service.ts';

/** Two processes of the service behind one origin: one database, one set of keys, one short-lived state. */
export interface TwoServices {
  one: TestService;
  two: TestService;
  /** In turn: half of many requests to each. */
  service(index: number): TestService;
  remove(): Promise<void>;
}

export type SharedState = 'Redis' | 'Postgres';

export async function startTwoServices(
  state: SharedState,
  environment: Environment = {},
): Promise<TwoServices> {
  const stores = await openOwnStores({ hasRedis: state === 'Redis' });
  const shared = { ...stores.environment, ...environment };
  const one = await prepareService(shared);
  const other = await prepareService({ ...shared, PUBLIC_URL: one.url });
  const two = { ...other, url: one.url };
  await Promise.all([one.start(), two.start()]);
  return {
    one,
    two,
    service: (index) => (index % 2 === 0 ? one : two),
    async remove() {
      await Promise.all([one.remove(), two.remove()]);
      await stores.remove();
    },
  };
}
