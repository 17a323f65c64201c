import { buildTestApp, type TestApp, type TestAppOptions } from './app.ts';

/** Two instances of the service in this process, on the same stores and by the same clock. */
export interface TwoApps {
  one: TestApp;
  two: TestApp;
  /** Half of many requests to each. */
  inTurn(index: number): TestApp;
  close(): Promise<void>;
}

export async function buildTwoApps(options: Omit<TestAppOptions, 'sharing'> = {}): Promise<TwoApps> {
  const one = await buildTestApp(options);
  const two = await buildTestApp({ ...options, sharing: one });
  return {
    one,
    two,
    inTurn: (index) => (index % 2 ? one : two),
    async close() {
      await two.close();
      await one.close();
    },
  };
}
