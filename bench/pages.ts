import { JUDGED_PAGES, type Judgement, openPageJudge } from '../test/support/lighthouse.ts';
import type { Step } from './measures.ts';

/** What goal 11 asks of all pages alike: the lowest score of any, the most that a first visit takes, any shift. */
const PAGE_MEASURES: Record<string, (judgements: readonly Judgement[]) => number> = {
  'pages, performance': lowest('performance'),
  'pages, accessibility': lowest('accessibility'),
  'pages, best practices': lowest('best-practices'),
  'pages, kB of sign-in': ([signIn]) => signIn?.kilobytes ?? Number.NaN,
  'pages, layout shift': (judgements) => Math.max(...judgements.map(({ layoutShift }) => layoutShift)),
};

/** Looked at once: nothing here is compared with something else. */
export function measurePages(): Step[] {
  let judgements: Promise<Judgement[]> | undefined;
  return Object.entries(PAGE_MEASURES).map(([name, read]) => ({
    name,
    async run() {
      judgements ??= judgePages();
      return { value: read(await judgements) };
    },
  }));
}

async function judgePages(): Promise<Judgement[]> {
  const pages = await openPageJudge();
  try {
    const judgements: Judgement[] = [];
    for (const page of JUDGED_PAGES) judgements.push(await pages.judge(page));
    return judgements;
  } finally {
    await pages.close();
  }
}

function lowest(category: keyof Judgement['scores']) {
  return (judgements: readonly Judgement[]) => Math.min(...judgements.map(({ scores }) => scores[category]));
}
