import lighthouse from 'lighthouse';
import { openChromium } from './chromium.ts';
import { anAccount } from './http-client.ts';
import { freePorts, prepareService } from './service.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
/** A busy moment of the machine counts as the page's. */
const TRIES = 3;

export const JUDGED_PAGES = ['sign-in', 'sign-up', 'dashboard'] as const;
export type JudgedPage = (typeof JUDGED_PAGES)[number];

/** What Lighthouse thinks of a page: its scores of 100, kilobytes over the wire with nothing cached, layout shift. */
export interface Judgement {
  scores: Record<(typeof CATEGORIES)[number], number>;
  kilobytes: number;
  layoutShift: number;
  /** What is less than perfect. */
  complaints: string[];
}

export interface PageJudge {
  /** The best of three tries. */
  judge(page: JudgedPage): Promise<Judgement>;
  close(): Promise<void>;
}

/** The service with nothing configured, one person signed in, and a Chromium to look with. */
export async function openPageJudge(): Promise<PageJudge> {
  const [port = 0] = await freePorts(1);
  const [service, browser] = [
    await prepareService({}, { database: 'embedded' }),
    await openChromium(`--remote-debugging-port=${port}`),
  ];
  await service.start();
  const { client } = await anAccount(service);
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  const lookOnce = async (page: JudgedPage): Promise<Judgement> => {
    const result = await lighthouse(`${service.url}/${page}`, {
      port,
      onlyCategories: [...CATEGORIES],
      logLevel: 'error',
      extraHeaders: page === 'dashboard' ? { cookie } : {},
    });
    if (!result || result.lhr.finalDisplayedUrl !== `${service.url}/${page}`)
      throw new Error(`Lighthouse did not come to ${page}`);
    const { categories, audits } = result.lhr;
    const scoreOf = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
    return {
      scores: {
        performance: scoreOf('performance'),
        accessibility: scoreOf('accessibility'),
        'best-practices': scoreOf('best-practices'),
      },
      kilobytes: (audits['total-byte-weight']?.numericValue ?? Number.NaN) / 1_000,
      layoutShift: audits['cumulative-layout-shift']?.numericValue ?? Number.NaN,
      complaints: Object.values(audits)
        .filter(({ score }) => score !== null && score < 1)
        .map(({ id, title, displayValue = '' }) => `${id}: ${title} ${displayValue}`),
    };
  };

  return {
    async judge(page) {
      let judgement = await lookOnce(page);
      for (let tries = 1; tries < TRIES && !isPerfect(judgement); tries += 1)
        judgement = await lookOnce(page);
      return judgement;
    },
    async close() {
      await browser.close();
      await service.remove();
    },
  };
}

export const isPerfect = ({ scores }: Judgement): boolean =>
  Object.values(scores).every((score) => score === 100);
