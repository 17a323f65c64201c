import { setTimeout as pause } from 'node:timers/promises';
import { type Duration, seconds } from '#platform/duration.ts';
import {
  type Account,
  anAccount,
  createHttpClient,
  type HttpClient,
  tokenMailed,
} from '#test/support/http-client.ts';
import type { TestService } from '#test/support/service.ts';

export interface Siege {
  lasting: Duration;
  /** How often the owner signs in meanwhile. */
  every: Duration;
  onProgress: (report: SiegeReport) => void;
}

export interface SiegeReport {
  tries: number;
  /** Wrong passwords that were looked at. */
  judged: number;
  /** Answers to them that were neither 401 nor 429. */
  oddities: number;
  /** Longest `Retry-After` that was asked for, in seconds. */
  longestWait: number;
  /** Answers to the owner, by status: from the browser that was there before, and from one that completed a reset. */
  knownBrowser: Record<number, number>;
  newBrowser: Record<number, number>;
}

const TRY_EVERY = 100;
/** Enough that no address of the stranger's meets a limit of its own. */
const ADDRESSES = 250;

/** The service has to trust a proxy at 127.0.0.1: every header says where a request comes from. */
const from = (service: TestService, ip: string): HttpClient =>
  createHttpClient(service, { 'x-forwarded-for': ip });

/** A stranger fails ten times a second on one account, while its owner wants in. */
export async function besiege(service: TestService, siege: Siege): Promise<SiegeReport> {
  const { lasting, every, onProgress } = siege;
  const account = await anAccount(service);
  const report: SiegeReport = {
    tries: 0,
    judged: 0,
    oddities: 0,
    longestWait: 0,
    knownBrowser: {},
    newBrowser: {},
  };
  const endsAt = Date.now() + lasting;
  const failing = fail(service, account.email, endsAt, report);

  const newBrowser = from(service, '203.0.113.9');
  const signIn = async (client: HttpClient, statuses: Record<number, number>) => {
    const { email, password } = account;
    const { status } = await client.json('POST', '/sign-in', { email, password });
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  await signIn(account.client, report.knownBrowser);
  // The account waits by now: the reset is asked for and completed under siege.
  await pause(every / 4);
  await reset(service, account, newBrowser);
  while (Date.now() < endsAt) {
    await signIn(account.client, report.knownBrowser);
    await signIn(newBrowser, report.newBrowser);
    onProgress(report);
    await pause(Math.min(every, Math.max(0, endsAt - Date.now())));
  }
  await failing;
  return report;
}

async function fail(service: TestService, email: string, endsAt: number, report: SiegeReport): Promise<void> {
  const under: Promise<void>[] = [];
  while (Date.now() < endsAt) {
    const client = from(service, `198.51.100.${report.tries % ADDRESSES}`);
    report.tries += 1;
    under.push(tryOnce(client, email, report));
    await pause(TRY_EVERY);
  }
  await Promise.all(under);
}

async function tryOnce(client: HttpClient, email: string, report: SiegeReport): Promise<void> {
  const answer = await client.json('POST', '/sign-in', { email, password: 'a guess of a stranger' });
  if (answer.status === 401) report.judged += 1;
  else if (answer.status !== 429) report.oddities += 1;
  const [, wait = '0'] = /wait (\d+) second/.exec(answer.body?.detail) ?? [];
  report.longestWait = Math.max(report.longestWait, Number(wait));
}

async function reset(service: TestService, account: Account, client: HttpClient): Promise<void> {
  await client.json('POST', '/forgot-password', { email: account.email });
  const token = await tokenMailed(service, account.email, /new password/i);
  const password = 'a phrase after the storm';
  const { status } = await client.json('POST', '/reset-password', { token, password });
  if (status !== 204) throw new Error(`the reset was answered with ${status}`);
  account.password = password;
}

const FREE = 5;
const LONGEST_WAIT = 15 * 60;

/** What went wrong, in words; nothing when nobody was kept out. */
export function breachesIn(report: SiegeReport, lasting: Duration): string[] {
  const { judged, oddities, longestWait, knownBrowser, newBrowser } = report;
  // After the free ones each wait is twice as long as the one before.
  const mostJudged = FREE + 1 + Math.ceil(Math.log2(lasting / seconds(1) + 1));
  const isKeptOut = (statuses: Record<number, number>) => Object.keys(statuses).join() !== '200';
  return [
    ...(isKeptOut(knownBrowser) ? ['the known browser was kept out'] : []),
    ...(isKeptOut(newBrowser) ? ['the browser that completed a reset was kept out'] : []),
    ...(judged > mostJudged ? [`${judged} guesses were judged, of ${mostJudged} at most`] : []),
    ...(oddities > 0 ? [`${oddities} tries were answered neither with 401 nor with 429`] : []),
    ...(longestWait > LONGEST_WAIT ? [`somebody was to wait ${longestWait} s`] : []),
  ];
}
