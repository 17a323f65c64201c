import type { TestService } from './service.ts';

/** A counter of `/metrics` over all labels and over all processes given. */
export async function countedBy(name: string, ...services: readonly TestService[]): Promise<number> {
  const pages = await Promise.all(services.map(metricsOf));
  const values = pages.flatMap((page) => [
    ...page.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm')),
  ]);
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

export async function metricsOf({ managementAddress }: TestService): Promise<string> {
  const answer = await fetch(`${managementAddress}/metrics`);
  return answer.text();
}

/** One line a series: everything that is no comment. */
export const seriesIn = (page: string): string[] =>
  page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
