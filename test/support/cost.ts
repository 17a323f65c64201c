import type { Kysely } from 'kysely';
import type { TestApp } from './app.ts';

export interface Cost {
  /** Commands to the short-lived state, in order. */
  store: string[];
  /** Statements to the primary. */
  sql: number;
}

/** What `work` costs, whatever else of this instance runs meanwhile included. */
export async function costOf({ platform }: TestApp, work: () => Promise<void>): Promise<Cost> {
  const { state } = platform;
  const healthy = { ...state };
  const executor = (platform.databases.primary as unknown as Kysely<unknown>).getExecutor();
  const cost: Cost = { store: [], sql: 0 };
  for (const name of ['find', 'insert', 'replace', 'take', 'list', 'takeTurn'] as const)
    Object.assign(state, {
      [name]: (...args: unknown[]) => {
        cost.store.push(name);
        return (healthy[name] as (...args: unknown[]) => unknown)(...args);
      },
    });
  const { executeQuery } = executor;
  executor.executeQuery = (query, ...rest) => {
    cost.sql += 1;
    return executeQuery.call(executor, query, ...rest) as never;
  };
  try {
    await work();
    return cost;
  } finally {
    Object.assign(state, healthy);
    executor.executeQuery = executeQuery;
  }
}

/** What a check costs once the account is remembered; tried again where the machine stood still for longer than that counts. */
export async function costWhenRemembered(testApp: TestApp, check: () => Promise<void>): Promise<Cost> {
  let cost: Cost = { store: [], sql: Number.POSITIVE_INFINITY };
  for (let tries = 0; tries < 3 && cost.sql > 0; tries += 1) {
    await check();
    await testApp.jobs.lookForChanges.runOnce();
    await check();
    cost = await costOf(testApp, check);
  }
  return cost;
}
